// What this browser keeps for the card. One that keeps nothing (a frame of another site's page may not) has it
// until the page is closed.

const inMemory = new Map();
const storage = mayKeep() ? localStorage : {
    getItem: (key) => inMemory.get(key) ?? null,
    setItem: (key, text) => inMemory.set(key, text),
    removeItem: (key) => inMemory.delete(key),
};

function mayKeep() {
    try {
        return Boolean(localStorage);
    } catch {
        return false;
    }
}

// What was kept as JSON; `otherwise` when there is nothing, or somebody spoilt it.
function kept(key, otherwise) {
    try {
        return JSON.parse(storage.getItem(key)) ?? otherwise;
    } catch {
        return otherwise;
    }
}
