"use strict";
document.getElementById("report").textContent = JSON.parse(document.getElementById("data").textContent).title;
