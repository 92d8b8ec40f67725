// A collective session is with a network, an individual one with a school or a group: choosing the place sets the kind along.
const form = document.querySelector(".session-form");
const place = form?.elements.namedItem("where");

function kind(value) {
  return form.querySelector(`input[name="kind"][value="${value}"]`);
}

place?.addEventListener("change", () => {
  const isNetwork = place.value.startsWith("network:");
  if (isNetwork && kind("individueel").checked) kind("collectief").checked = true;
  if (!isNetwork && place.value && kind("collectief").checked) kind("individueel").checked = true;
});
