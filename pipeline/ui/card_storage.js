// What this browser keeps for the card. One that keeps nothing (a frame of another site's page may not) has it
// until the page is closed.

const storage = openPlace("localStorage"), thisTabs = openPlace("sessionStorage");

function openPlace(name) {
    try {
        if (window[name]) return window[name];
    } catch {
        // not allowed here
    }
    const inMemory = new Map();
    return {
        getItem: (key) => inMemory.get(key) ?? null,
        setItem: (key, text) => inMemory.set(key, text),
        removeItem: (key) => inMemory.delete(key),
        key: (n) => [...inMemory.keys()][n] ?? null,
        get length() { return inMemory.size; },
    };
}

// What was kept as JSON; `otherwise` when there is nothing, or somebody spoilt it.
function kept(key, otherwise, place = storage) {
    try {
        return JSON.parse(place.getItem(key)) ?? otherwise;
    } catch {
        return otherwise;
    }
}

// Answers that the server has not got yet, each in a place of its own: windows of one browser keep theirs side by
// side, and one that is opened later sends what another left. Sent twice, an answer is one.
const unsentPlace = `title-tuner-unsent-${props.purpose}-`;

function keptVotes() {
    const keys = Array.from({ length: storage.length }, (_, n) => storage.key(n));
    const votes = keys.filter((key) => key?.startsWith(unsentPlace)).map((key) => kept(key, null));
    return votes.filter((vote) => vote?.lease).sort((one, other) => one.at - other.at);
}

function keepVote(vote) {
    storage.setItem(unsentPlace + vote.lease, JSON.stringify(vote));
}

function dropVote(vote) {
    storage.removeItem(unsentPlace + vote.lease);
}

// The last answer can be taken back after a reload too, in the same window.
const lastKey = `title-tuner-last-${props.purpose}`;

function keepLast(lease) {
    if (lease) thisTabs.setItem(lastKey, JSON.stringify({ lease, comparison: props.value || null }));
    else thisTabs.removeItem(lastKey);
}

function keptLast() {
    const last = kept(lastKey, {}, thisTabs);
    return last.comparison === (props.value || null) ? last.lease : null;
}
