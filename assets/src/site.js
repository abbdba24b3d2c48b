// Marks that scripts run, so that styles may hide what only helps without them.
document.documentElement.classList.add("scripted");
