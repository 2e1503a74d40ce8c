// Runs once for each card, in gr.HTML's js_on_load: `element`, `props`, `server` and `watch` come from Gradio.
// The card holds the pair it shows and a few ahead; one with `after` is shown if that pair gets that answer, and
// forgotten if it gets another. An answer is kept (in localStorage too) until the server has it. The files card_*.js
// stand before this one, in the same function.

const word = props.words[/^zh-(CN|TW)$/i.test(navigator.language) ? "zh" : "en"];
const PATIENCE_MS = 20000, LOOK_AGAIN_MS = 15000;
const LOOK_ROUND_MS = 60000; // at what others have judged, and for a comparison after the one that is over
const TAP_GUARD_MS = 300, KEY_GUARD_MS = 120; // the second half of a quick double click must not answer the next pair
const fading = matchMedia("(pointer: coarse) and (prefers-reduced-motion: no-preference)"); // shows that a tap waits

let shown = null, ahead = [];
let unsent = keptVotes();
let done = 0, total = 0, possible = 0, last = null;
let own = 0, late = 0; // of a comparison's pairs: judged by this browser's person, and by them when it was over
let heard = 0; // verdicts on a comparison, of all
let repeats = 0; // answers on this page to pairs that were asked twice on purpose: no labels
let labels = 0, enough = 0; // of all who label, on the whole page; and with how many training can begin, while there are fewer
let lastLease = keptLast(), taken = lastLease || unsent.length ? 1 : 0; // so many answers can be taken back
let practice = false; // on the example: no answer is kept
let writing = false; // titles are on their way where there are none yet
let over = null; // nobody is asked for another verdict; where there is no pair, because all titles are the same
let closed = ""; // why no pair is handed out to this visitor: paused or sign_in
let paintedAt = 0, askedAt = 0, sending = null, undoing = false, opening = false, opened = false, retryIn = 2000, retryTimer;

const part = (name) => element.querySelector(`[data-part="${name}"]`);
const heldIds = () => [shown, ...ahead].filter(Boolean).map((pair) => pair.lease);
const readable = () => (shown ? [...element.querySelectorAll(".card-title")] : [part("end")]).every(onScreen);
const visible = () => element.isConnected && element.offsetParent !== null && !document.hidden;
const toJudge = () => (props.value && props.value !== "none" ? props.value : null);
const judging = props.purpose === "comparison";
const countsToday = (answer) => props.purpose === "preference" && answer !== "skip" && !practice;
const figure = (n) => (n < 1000 ? `${n}` : n.toLocaleString("en")); // with commas, as the server writes numbers
const isOver = () => judging && over === true; // its result is shown: no verdict is given any more, or taken back
const cardAlone = () => document.documentElement.classList.contains("only-card");

// Gradio's own call answers undefined when the server is away or fails; so do we when it takes too long.
function ask(name, payload) {
    const late = new Promise((give) => setTimeout(give, PATIENCE_MS));
    return Promise.race([server[name]({ ...payload, alone: cardAlone() }).catch(() => undefined), late]);
}

function forgetUnsent() {
    for (const vote of keptVotes()) dropVote(vote);
    unsent = [];
}

// For half of it at least: a key is no answer to what nobody can see.
function onScreen(node) {
    const { top, bottom, height } = node.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0) >= height / 2;
}

// What is brief takes the question's place; anything else takes room of its own.
function note(text, { canRetry = false, brief = false } = {}) {
    part("note").hidden = !text || brief;
    part("note-text").textContent = brief ? "" : text;
    part("brief").textContent = brief ? text : "";
    part("retry").hidden = !canRetry;
}

function paintProgress() {
    // Of a comparison so many are judged as the server says, by everyone: others may have judged this pair too.
    const answered = judging ? done : Math.min(done + unsent.length, total);
    element.querySelector(".card").dataset.answered = answered;
    // Whoever follows the link sees how far today's goal is: the whole grows with the project, under their hands.
    const byDay = cardAlone() && props.purpose === "preference";
    const toTrain = enough > 0 && !byDay; // the one target of the page, as the guide has it
    const training = !judging && !toTrain && !byDay && document.getElementById("guide")?.told?.toward; // the next training
    const reached = labels > 0 && !toTrain && !byDay && !training; // whoever goes on owes no more
    part("bar").max = byDay ? GOAL : toTrain ? enough : training ? training.of : Math.max(total, 1);
    part("bar").value = byDay ? Math.min(answeredToday(), GOAL) : toTrain ? labels : training ? training.n : reached ? part("bar").max : answered;
    const about = !judging && !toTrain && !training && answered < total;
    const counts = toTrain ? "count_labels" : reached ? "count_all_labels" : about ? "count_about" : "count";
    const count = judging ? (own === done ? "judged" : "judged_own") : counts;
    const counted = Object.entries({ n: answered, total, own, labels, enough }).reduce((text, [name, n]) => text.replace(`{${name}}`, figure(n)), word[`card_${count}`]);
    const asked = repeats && !byDay && !training ? word.card_count_repeats.replace("{n}", figure(repeats)) : "";
    part("count").textContent = total && (answered > 0 || toTrain || byDay || judging) ? (training?.said || counted) + asked : "";
    part("count").title = about && possible > total ? word.card_possible.replace("{n}", figure(possible)) : "";
    part("today").textContent = byDay ? todayInWords() : "";
    part("undo").disabled = taken === 0 || closed !== "";
    paintErasure(taken > 0 || own > 0 || late > 0 || (!judging && done > 0));
    part("end-undo").hidden = part("undo").disabled || !opened || isOver(); // there is no end before that
}

// Focus that would be lost with what is hidden goes to what is shown instead.
function setState(state) {
    const card = element.querySelector(".card");
    const focused = card.contains(document.activeElement) ? document.activeElement.closest(".card-pair, .card-end") : null;
    card.dataset.state = state;
    if (focused && !focused.checkVisibility({ visibilityProperty: true })) part(state === "pair" ? "pair" : "end").focus({ preventScroll: true });
}

function paint() {
    paintProgress();
    if (!shown) return paintEnd();
    setState("pair");
    for (const name of ["idea", "left", "right"]) part(name).textContent = shown[name];
    part("spoken").textContent = word.card_spoken.replace(/{(\w+)}/g, (_, name) => shown[name]).replace(/([.?!。？！])[.。]/g, "$1");
    paintedAt = performance.now();
    Object.assign(element.querySelector(".card").dataset, { since: paintedAt, still: true }); // the pointer has not moved since
    if (fading.matches) for (const side of ["left", "right"]) part(side).animate({ opacity: [0.4, 1] }, TAP_GUARD_MS);
}

function paintEnd() {
    const finished = possible > 0 && (judging ? over : done >= total);
    const empty = over ? "identical" : writing ? "writing" : "empty";
    const state = !opened ? "loading" : unsent.length ? "saving" : closed || (finished ? "finished" : total ? "later" : empty);
    const enough = state === "finished" && done < total ? "decided" : state; // the verdicts suffice before all are given
    const keys = [`card_${enough}_${props.purpose}`, `card_${state}_${props.purpose}`, `card_${state}`];
    const said = (which) => word[keys.map((key) => key + which).find((key) => word[key])] || "";
    // Who labels for somebody else is sent to no step of the owner's; the example's steps are there for all.
    const labelsForOwner = document.documentElement.dataset.who !== "owner" && props.purpose === "preference" && !practice;
    const forOthers = cardAlone() || labelsForOwner;
    part("end-title").textContent = said("");
    part("end-late").textContent = late && state === "finished" ? word[late > 1 ? "card_late" : "card_late_one"].replace("{n}", figure(late)) : "";
    part("end-next").textContent = (forOthers && said("_alone")) || said("_next");
    part("go").textContent = said("_go");
    part("go").hidden = !part("go").textContent || (forOthers && state !== "sign_in");
    paintNext();
    setState(state);
    part("spoken").textContent = ["end-title", "end-late", "end-next"].map((name) => part(name).textContent).join(" ");
}

function advance() {
    const follows = ({ after }) => !after || (after.lease === last?.lease && after.answer === last.answer);
    shown = ahead.find(follows) || null;
    ahead = ahead.filter((pair) => pair !== shown && (!pair.after || pair.after.lease === shown?.lease));
    paint();
}

function take(reply, held) {
    const moved = judging && opened && heard !== reply.heard;
    heard = reply.heard;
    done = reply.done;
    own = reply.own || 0;
    late = reply.late || 0;
    labels = reply.labels || 0;
    if (reply.repeat) note(word.card_repeated, { brief: true });
    enough = reply.enough || 0;
    // About so many: a figure that wandered with each answer would say nothing more.
    if (judging || done >= Math.min(total, reply.total) || Math.abs(reply.total - total) > total / 10) total = reply.total;
    possible = reply.possible;
    closed = reply.closed || "";
    writing = reply.writing === true;
    if (!reply.practice !== !practice) paintRights((practice = reply.practice));
    const ended = reply.over === true;
    if (over !== null && (moved || over !== ended) && !cardAlone()) trigger("submit");
    over = ended;
    if (over || closed) shown = null;
    ahead = ahead.filter(({ lease }) => reply.live.includes(lease) || !held.includes(lease));
    const known = new Set([...heldIds(), ...unsent.map((vote) => vote.lease)]);
    ahead.push(...reply.pairs.filter((pair) => !known.has(pair.lease)));
    if (shown) paintProgress();
    else advance();
}

function failed(reply) {
    if (reply && !reply.error) {
        retryIn = 2000;
        if (!part("retry").hidden) note("");
        return false;
    }
    if (!reply || reply.again) {
        note(reply ? reply.error : word.card_away, { canRetry: true });
        clearTimeout(retryTimer);
        retryTimer = setTimeout(again, retryIn);
        retryIn = Math.min(2 * retryIn, 30000);
    } else note(reply.error);
    return true;
}

function again() {
    return unsent.length ? send() : open();
}

async function open() {
    if (opening || (judging && !props.value)) return; // or not told yet of which
    opening = true;
    askedAt = Date.now();
    const comparison = toJudge();
    const held = heldIds();
    const reply = await ask("open_card", { browser: browserId(), comparison, held });
    opening = false;
    if (comparison !== toJudge()) return open();
    if (failed(reply)) return;
    if (reply.newer) {
        props.value = reply.newer;
        return beginOther();
    }
    opened = true;
    if (shown && held.includes(shown.lease) && !reply.live.includes(shown.lease)) {
        shown = null; // answered in another window: what follows is what the server says
        ahead = [];
        opened = false;
        paint(); // or a tap would be given to a pair that is no longer open
        return open();
    }
    take(reply, held);
}

function send() {
    sending ??= sendAll().finally(() => (sending = null));
    return sending;
}

async function sendAll() {
    while (unsent.length) {
        const held = heldIds();
        const { lease, answer, ms } = unsent[0];
        const reply = await ask("answer", { lease, answer, ms, held });
        if (!reply || reply.again) return failed(reply);
        askedAt = Date.now();
        const ends = reply.over === true && over === false && reply.late === late; // it is the last that counts
        dropVote(unsent.shift());
        lastLease = lease;
        keepLast(practice ? null : lease); // what is practised on the example is over when the project begins
        if (!practice) storage.setItem(answeredKey, "1");
        repeats += reply.repeat ? 1 : 0;
        if (failed(reply)) await open();
        else take(reply, held);
        if (ends) landOnResult();
        tellGuide();
    }
}

function tellGuide() {
    document.dispatchEvent(new CustomEvent("title-tuner-answered", { detail: props.purpose }));
}

function choose(answer, guard) {
    if (!shown || undoing || performance.now() - paintedAt < guard) return;
    unsent.push({ lease: shown.lease, answer, ms: Math.round(performance.now() - paintedAt), at: Date.now() });
    keepVote(unsent.at(-1));
    taken += 1;
    if (countsToday(answer)) countToday(1);
    last = { lease: shown.lease, answer };
    if (part("retry").hidden) note("");
    advance();
    send();
}

async function undo() {
    if (undoing || taken === 0 || isOver()) return;
    undoing = true; // also while the answer to take back is still on its way
    await send();
    const held = heldIds();
    const reply = unsent.length || !lastLease ? null : await ask("take_back", { lease: lastLease, held });
    undoing = false;
    if (reply?.error && !reply.again) {
        taken = 0; // taken back in another window, or removed
        keepLast((lastLease = null));
        paintProgress();
    }
    if (unsent.length || failed(reply)) return;
    taken -= 1;
    if (reply.repeated) repeats = Math.max(repeats - 1, 0);
    if (countsToday(reply.skipped ? "skip" : "")) countToday(-1);
    ahead = judging ? [shown, ...ahead].filter(Boolean) : []; // else told anew of what follows
    shown = reply.back;
    lastLease = reply.back.lease;
    keepLast(taken && !practice ? lastLease : null);
    last = null;
    take(reply, held);
    paint();
    note(word.card_taken_back, { brief: true });
    tellGuide();
}

function go() {
    const targets = { empty: props.empty_tab, sign_in: "sign-in" };
    const target = targets[element.querySelector(".card").dataset.state] || props.finished_tab;
    const place = document.getElementById(`${target}-button`) || document.getElementById(target);
    if (target === "compare-panel") place.scrollIntoView({ block: "start" });
    else place?.click();
}

const KEYS = {
    a: "left", arrowleft: "left", b: "right", arrowright: "right", t: "tie", arrowdown: "tie", x: "neither", s: "skip",
};
const OWN_KEYS = "input, textarea, select, [contenteditable], [role=slider], [role=listbox], [role=radio], [role=dialog]";

function onKey(event) {
    if (!element.isConnected) return listening.abort();
    if (event.defaultPrevented || event.repeat || event.isComposing || !visible() || !readable()) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.(OWN_KEYS)) return;
    const key = event.key.toLowerCase();
    if (key === "u") undo();
    else if (KEYS[key] && shown) {
        // A ring around a title would look as if the next one were chosen already; a tab that was clicked gets none.
        if (part("pair").contains(document.activeElement) || document.activeElement.matches("[role=tab]")) part("pair").focus({ preventScroll: true });
        choose(KEYS[key], KEY_GUARD_MS);
    } else return;
    event.preventDefault();
}

function lookAgain() {
    if (!element.isConnected) listening.abort();
    else if (visible()) again();
    fillScreen();
}

// Another comparison, of which the server said or this card was told.
function beginOther() {
    if (over !== null) tellGuide(); // there was another before
    shown = over = null;
    ahead = [];
    lastLease = keptLast();
    taken = lastLease ? 1 : 0;
    opened = false;
    note("");
    paint();
    open();
}

// Where a pair waits, or all is judged, there is less to look for.
function isDue() {
    return (!shown && !isOver()) || (judging && Date.now() - askedAt >= LOOK_ROUND_MS);
}

function startAfresh() {
    shown = lastLease = last = null;
    ahead = [];
    forgetUnsent();
    keepLast(null);
    taken = repeats = 0;
    opened = false;
    note("");
    paint();
    open();
}

for (const place of element.querySelectorAll("[data-word]")) place.textContent = word[place.dataset.word];
for (const button of element.querySelectorAll("[aria-keyshortcuts]")) {
    const keys = [...button.querySelectorAll("kbd")].map((key) => key.textContent);
    button.title = word.card_key.replace("{keys}", keys.join(" / "));
}
part("intro").textContent = word[`card_intro_${props.purpose}`];
part("pair").setAttribute("aria-label", word.card_region);
part("bar").setAttribute("aria-label", word.card_progress);
part("help").setAttribute("aria-label", word.card_help);
paintRights(false);

const listening = new AbortController();
const signal = listening.signal;
element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return goAsGuided(event);
    if (button.dataset.answer) choose(button.dataset.answer, TAP_GUARD_MS);
    else ({ undo, "end-undo": undo, retry: again, go, "enough-go": go, help: () => part("help-about").togglePopover(), erase: askToErase, "erase-sure": erase })[button.dataset.part]?.();
});
// What a pointer rests on that was there before the pair would look as if it were chosen already.
element.addEventListener("pointermove", () => delete element.querySelector(".card").dataset.still);
watchSwipes();
watchErasures(startAfresh);
document.addEventListener("keydown", onKey, { signal });
document.addEventListener("title-tuner-changed", lookAgain, { signal });
document.addEventListener("title-tuner-guided", () => [paintNext, paintProgress].forEach((each) => each()), { signal });
document.addEventListener("visibilitychange", lookAgain, { signal });
window.addEventListener("online", lookAgain, { signal });
window.addEventListener("resize", fillScreen, { signal });
new IntersectionObserver(([entry]) => entry.isIntersecting && lookAgain()).observe(element);
const timer = setInterval(() => (signal.aborted ? clearInterval(timer) : isDue() && lookAgain()), LOOK_AGAIN_MS);
watch("value", beginOther);
fillScreen();
paint();
