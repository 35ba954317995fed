// Each replay line gets a button that copies it. Without scripts the page lacks only the buttons.
for (const line of document.querySelectorAll("pre.replay")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.onclick = async () => {
    const all = document.createRange();
    all.selectNodeContents(line);
    getSelection().removeAllRanges();
    getSelection().addRange(all);
    try {
      await navigator.clipboard.writeText(line.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected: press Ctrl-C";
    }
  };
  line.before(button);
}
