// Asks the authenticator what the form says, and sends its answer with the form. Without script, or without passkeys in
// the browser, the form stays hidden and passwords do.
const ceremonies = {
  create: async (options) => navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
  }),
  get: async (options) => navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
  }),
};

const form = document.querySelector('form[data-passkey]');
const supported = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
if (form && supported) {
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const failure = form.querySelector('[role=alert]');
    failure.hidden = true;
    try {
      const credential = await ceremonies[form.dataset.passkey](JSON.parse(form.dataset.options));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      // The person changed their mind, or has no passkey here: browsers do not tell which.
      failure.hidden = false;
    }
  });
}
