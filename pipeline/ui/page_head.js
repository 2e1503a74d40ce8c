// First in the page's head, before the first paint and before Gradio asks for the browser's language.
(() => {
    const root = document.documentElement, query = new URLSearchParams(location.search), key = "title-tuner-language";
    const address = (tab) => `${location.pathname}${String(query) && `?${query}`}${tab}`;
    const alone = ["label", "compare"].find((tab) => tab === query.get("view"));
    if (alone) root.classList.add("only-card"); // or the other tabs would flash up
    if (alone) root.dataset.alone = alone;

    let chosen = query.get("lang");
    try {
        chosen ||= localStorage.getItem(key);
    } catch {} // a frame that may keep nothing goes by its address alone
    if (chosen === "zh" || chosen === "en") {
        const locale = chosen === "zh" ? "zh-CN" : "en";
        Object.defineProperty(navigator, "language", { get: () => locale, configurable: true });
        if (query.get("lang") !== chosen) {
            query.set("lang", chosen); // the server learns it from the address that requests come from
            history.replaceState(history.state, "", address(location.hash));
        }
    }
    root.dataset.language = /^zh-(CN|TW)$/i.test(navigator.language) ? "zh" : "en";

    const opening = JSON.parse(document.getElementById("opening").textContent);
    root.dataset.who = opening.who;
    const named = (id) => /^(?:tab-|#)(create|label|train|compare)(?:-button)?$/.exec(id)?.[1];
    const tabOfAddress = () => alone || named(location.hash) || opening.tab;

    // Gradio would watch every part of its configuration for changes, though it never changes, and looks through it
    // some hundred thousand times as the page opens. What has a prototype of its own is not watched.
    let configuration;
    class Fixed extends Array {} // what is mapped or filtered from one is one too
    function takeAsItIs(given) {
        const tabs = given?.components.find(({ props }) => props.elem_id === "tabs");
        if (tabs) tabs.props.selected = tabOfAddress();
        for (const list of [given?.components, given?.dependencies]) if (list) Object.setPrototypeOf(list, Fixed.prototype);
        const texts = given?.i18n_translations, locale = texts?.[navigator.language] ? navigator.language : "en";
        if (texts) given.i18n_translations = { [locale]: texts[locale] };
        configuration = given;
    }
    Object.defineProperty(window, "gradio_config", { get: () => configuration, set: takeAsItIs, configurable: true });

    function keepTab(event) {
        const to = named(event.target.closest?.("[role=tab]")?.id);
        const from = named(document.querySelector("[id^=tab-][id$=-button][aria-selected=true]")?.id);
        if (!to || to === from) return;
        // Or the next tab would open at its middle, or without what the guide says of it.
        const place = document.getElementById(alone ? "tabs" : "guide");
        if (place.getBoundingClientRect().top < 0) place.scrollIntoView();
        if (!from || opens) return;
        if (!location.hash) history.replaceState(history.state, "", address(`#${from}`)); // where going back leads
        if (location.hash !== `#${to}`) history.pushState(null, "", address(`#${to}`));
    }
    let opens = false; // going back and forth is no step of the visitor's
    function openTab() {
        const button = document.getElementById(`tab-${tabOfAddress()}-button`);
        opens = true;
        if (button?.ariaSelected === "false") button.click();
        opens = false;
    }
    function switchLanguage(event) {
        const to = event.target.closest?.("[data-to-language]")?.dataset.toLanguage;
        if (!to) return;
        try {
            localStorage.setItem(key, to);
        } catch {} // the address has it all the same
        query.set("lang", to);
        location.search = query;
    }
    document.addEventListener("click", keepTab, true); // before the tab is changed
    document.addEventListener("click", switchLanguage);
    window.addEventListener("hashchange", openTab);
})();
