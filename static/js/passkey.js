/*
 * Passkeys: asks the browser to make or use one, and sends what it says with the form.
 *
 * A form with data-passkey="make" or "use" finds its options in #passkey-options; "sign-in" fetches them, and stays
 * hidden where the browser has no passkeys for this address.
 */

const isPossible = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|:/.test(location.hostname)

const toBytes = (text) => {
    const base64 = text.replaceAll("-", "+").replaceAll("_", "/")
    return Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0))
}

const toText = (bytes) => {
    const base64 = btoa(String.fromCodePoint(...new Uint8Array(bytes)))
    return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
}

const withBytes = (entries) => (entries ?? []).map((entry) => ({ ...entry, id: toBytes(entry.id) }))

const forMaking = (options, isAlone) => ({
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: withBytes(options.excludeCredentials),
    authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey: isAlone ? "required" : "discouraged",
        requireResidentKey: isAlone,
        userVerification: isAlone ? "required" : options.authenticatorSelection.userVerification,
    },
})

const forUsing = (options) => ({
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: withBytes(options.allowCredentials),
})

const written = (credential) => {
    const response = {}
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
        const bytes = credential.response[name]
        if (bytes) {
            response[name] = toText(bytes)
        }
    }
    return {
        type: credential.type,
        id: credential.id,
        rawId: toText(credential.rawId),
        response,
        clientExtensionResults: credential.getClientExtensionResults(),
    }
}

const optionsOf = async (form) => {
    if (form.dataset.passkey !== "sign-in") {
        return JSON.parse(document.getElementById("passkey-options").textContent)
    }
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } })
    return answer.json()
}

const ask = async (form) => {
    const options = await optionsOf(form)
    if (form.dataset.passkey === "make") {
        const isAlone = form.elements.passwordless.checked
        return navigator.credentials.create({ publicKey: forMaking(options.creation_options.publicKey, isAlone) })
    }
    return navigator.credentials.get({ publicKey: forUsing(options.request_options.publicKey) })
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = form.dataset.passkey === "sign-in" && !isPossible
    form.addEventListener("submit", async (event) => {
        event.preventDefault()
        const failed = form.querySelector("[data-passkey-failed]")
        failed.hidden = true
        try {
            form.elements.credential.value = JSON.stringify(written(await ask(form)))
        } catch {
            failed.hidden = false // the person changed their mind, or the device has no such passkey
            return
        }
        form.submit()
    })
}
