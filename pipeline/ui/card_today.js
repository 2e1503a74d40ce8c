// A goal for one sitting, counted in this browser alone: a quiet figure, no reminder and no praise.

const GOAL = 20;
const todayKey = "title-tuner-today";

function answeredToday() {
    const { day, n } = kept(todayKey, {});
    return day === new Date().toDateString() ? n : 0;
}

function countToday(change) {
    const n = Math.max(answeredToday() + change, 0);
    storage.setItem(todayKey, JSON.stringify({ day: new Date().toDateString(), n }));
}

// Beside no other count (`alone`) it says what it counts.
function todayInWords(alone) {
    const n = answeredToday();
    const key = `card_today${alone ? "_alone" : ""}${n < GOAL ? "" : "_done"}`;
    return word[key].replace("{n}", n).replace("{goal}", GOAL);
}
