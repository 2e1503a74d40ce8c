// The card under a thumb. A swipe to the left picks the left title, A, and one to the right the right title, B;
// moving up or down stays the browser's. On a small screen the titles and buttons stand at its lower end.

const SWIPE_PX = 72, SLOP_PX = 12, STEEP = 1.5;
const EDGE_PX = 24; // from here the browser itself swipes back and forth
const small = matchMedia("(max-width: 640px)"); // as in the style

function watchSwipes() {
    const area = part("pair");
    const sideOf = (dx) => (dx < 0 ? "left" : "right");
    let from = null;

    function paintDrag(dx) {
        area.style.setProperty("--drag", `${Math.max(-SWIPE_PX, Math.min(SWIPE_PX, dx)) / 2}px`);
        area.dataset.drag = dx ? sideOf(dx) : "";
        area.dataset.far = Math.abs(dx) >= SWIPE_PX;
    }

    function stop() {
        from = null;
        paintDrag(0);
    }

    area.addEventListener("pointerdown", (event) => {
        const { clientX: x, clientY: y } = event;
        const usable = event.isPrimary && event.pointerType !== "mouse" && x > EDGE_PX && x < innerWidth - EDGE_PX;
        if (usable) from = { x, y, pair: shown, moving: false };
        else stop(); // a second finger ends the swipe
    });
    area.addEventListener("pointermove", (event) => {
        if (!from || !event.isPrimary) return;
        const dx = event.clientX - from.x, dy = event.clientY - from.y;
        if (!from.moving && Math.max(Math.abs(dx), Math.abs(dy)) < SLOP_PX) return;
        if (!from.moving && Math.abs(dx) < STEEP * Math.abs(dy)) return stop();
        if (!from.moving) area.setPointerCapture(event.pointerId);
        from.moving = true;
        paintDrag(dx);
    });
    area.addEventListener("pointerup", (event) => {
        const dx = from?.moving && from.pair === shown ? event.clientX - from.x : 0;
        stop();
        if (Math.abs(dx) >= SWIPE_PX) choose(sideOf(dx), KEY_GUARD_MS);
    });
    area.addEventListener("pointercancel", stop);
}

// Inside a frame that grows with its content the room would grow for ever.
function fillScreen() {
    if (!small.matches || window.self !== window.top || !visible()) return;
    const top = element.getBoundingClientRect().top + window.scrollY;
    element.querySelector(".card").style.setProperty("--card-room", `${window.innerHeight - top - 12}px`);
}
