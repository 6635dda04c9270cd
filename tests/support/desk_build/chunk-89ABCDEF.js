document.title = "Gazette";
