// A volunteer's goal for one sitting, counted in this browser alone: a quiet figure, no reminder and no praise.
// Whoever sees the whole project has its target above.

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

function todayInWords() {
    const n = answeredToday();
    return word[n < GOAL ? "card_today" : "card_today_done"].replace("{n}", n).replace("{goal}", GOAL);
}
