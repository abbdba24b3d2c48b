/** Return the JSON at an address of this host; throws where the answer is no success. */
export async function json(address, accept = "application/json") {
  const response = await fetch(address, { headers: { Accept: accept } });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${address}`);
  return response.json();
}

/** Run `mount` on each element that has the attribute; what fails says so in its element. */
export function mountAll(attribute, mount) {
  for (const element of document.querySelectorAll(`[${attribute}]`)) {
    element.dataset.state = "waiting";
    Promise.resolve(element)
      .then(mount)
      .then(() => { element.dataset.state = "ready"; })
      .catch((error) => {
        element.dataset.state = "failed";
        element.dispatchEvent(new CustomEvent("s5kg:failed", { bubbles: true, detail: error }));
        console.error(error);
      });
  }
}
