Store.start().then(() => {
  Words.lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  document.getElementById("language").addEventListener("click", () => {
    Words.lang = Words.lang === "zh" ? "en" : "zh";
    render();
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  addEventListener("hashchange", render);
  return render();
}).catch((error) => {
  document.getElementById("main").textContent = `${error}`;
  throw error;
});
