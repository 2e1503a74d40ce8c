// What is kept of who answers, in words, and the way to have it removed: asked once, and not to be undone.

const browserKey = "title-tuner-browser";
const answeredKey = "title-tuner-answered"; // that this browser has answered, on either card
const LICENCE = ["CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"];

function paintRights(practice) {
    const account = props.signs_in ? "_account" : "";
    part("erase").hidden = practice;
    part("consent").classList.toggle("card-practice", practice);
    if (practice) return (part("consent").textContent = word.card_practice);
    const [before, after] = word[`card_consent${account}`].split("{licence}");
    const link = Object.assign(document.createElement("a"), { textContent: LICENCE[0], href: LICENCE[1] });
    link.target = "_blank";
    link.rel = "license noopener noreferrer";
    part("consent").replaceChildren(before, link, after);
    part("erase-about").textContent = word[`card_erase_about${account}`];
}

// Its place is kept, so that nothing moves with the first answer.
function paintErasure(answered) {
    part("erase").style.visibility = answered || storage.getItem(answeredKey) ? "" : "hidden";
}

function browserId() {
    let id = storage.getItem(browserKey);
    if (!/^[0-9a-f]{32}$/.test(id || "")) {
        id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
        storage.setItem(browserKey, id);
    }
    return id;
}

function askToErase() {
    part("erase-dialog").showModal();
}

async function erase() {
    part("erase-sure").disabled = true;
    await sending; // an answer on its way would come after the removal
    forgetUnsent();
    const reply = await ask("erase", { browser: browserId() });
    part("erase-sure").disabled = false;
    part("erase-dialog").close();
    if (failed(reply)) return;
    for (const key of [browserKey, todayKey, answeredKey]) storage.removeItem(key);
    document.dispatchEvent(new Event("title-tuner-erased"));
    trigger("submit");
    note(word.card_erased);
}

function watchErasures(startAfresh) {
    document.addEventListener("title-tuner-erased", startAfresh, { signal });
    const gone = (event) => event.key === browserKey && event.newValue === null && startAfresh();
    window.addEventListener("storage", gone, { signal }); // removed in another window
}
