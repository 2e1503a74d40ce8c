// Runs once, in gr.HTML's js_on_load: the words in the browser's language.

const word = props.words[/^zh-(CN|TW)$/i.test(navigator.language) ? "zh" : "en"];
for (const place of element.querySelectorAll("[data-word]")) place.textContent = word[place.dataset.word];
