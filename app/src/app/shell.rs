//! The HTML document that the server sends: head, theme, the script that starts the browser's side. Server only.

use super::{App, AssetNames};
use crate::messages::t;
use leptos::config::LeptosOptions;
use leptos::hydration::AutoReload;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Sets a stored theme before anything is painted, so that no wrong one flashes up.
const THEME_SCRIPT: &str = "try{const t=localStorage.getItem('skylabel.theme');\
if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}";

/// The document. Reads `AssetNames` from the context.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let assets = use_context::<AssetNames>().unwrap_or_default();
    let nonce = assets.nonce.clone().or_else(|| leptos::nonce::use_nonce().map(|nonce| nonce.to_string()));
    let js = format!("/pkg/{}", assets.js);
    let wasm = format!("/pkg/{}", assets.wasm);
    let css = format!("/pkg/{}", assets.css);
    let start = format!(
        "import init, {{ hydrate }} from '{js}'; init({{ module_or_path: '{wasm}' }}).then(hydrate);"
    );
    view! {
        <!DOCTYPE html>
        <html lang=t().lang>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=css />
                <script nonce=nonce.clone()>{THEME_SCRIPT}</script>
                <link rel="modulepreload" href=js />
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <script type="module" nonce=nonce>{start}</script>
                <AutoReload options />
                <MetaTags />
            </head>
            <body>
                <App />
                <div id="crash" role="alert" hidden>
                    <p>{t().common.crashed}</p>
                    <a href="">{t().common.reload}</a>
                </div>
                <noscript>{t().common.no_script}</noscript>
            </body>
        </html>
    }
}
