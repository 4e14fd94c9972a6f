//! The HTML document that the server sends: head, theme, the script that starts the browser's side. Server only.

use super::parts::Part;
use super::{App, AssetNames};
use crate::messages::t;
use leptos::config::LeptosOptions;
use leptos::hydration::AutoReload;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Sets a stored theme before anything is painted, so that no wrong one flashes up.
const THEME_SCRIPT: &str = "try{const t=localStorage.getItem('skylabel.theme');\
if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}";

/// The document. Reads the [`AssetNames`] and the request from the context.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let assets = use_context::<AssetNames>().unwrap_or_default();
    let nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string());
    let path = use_context::<leptos_actix::Request>().map(|request| request.path().to_owned());
    let part = path.and_then(|path| Part::of(&path)).and_then(|part| assets.parts.get(&part.to_string()));
    let url = |file: &String| format!("/pkg/{file}");
    let scripts = [&assets.js].into_iter().chain(&assets.imports).map(|file| {
        view! { <link rel="modulepreload" href=url(file) /> }
    });
    let modules = [&assets.wasm].into_iter().chain(part.into_iter().flatten()).map(|file| {
        view! { <link rel="preload" href=url(file) r#as="fetch" r#type="application/wasm" crossorigin="anonymous" /> }
    });
    let (scripts, modules) = (scripts.collect_view(), modules.collect_view());
    let start = format!(
        "import init, {{ hydrate }} from '{}'; init({{ module_or_path: '{}' }}).then(hydrate);",
        url(&assets.js),
        url(&assets.wasm),
    );
    view! {
        <!DOCTYPE html>
        <html lang=t().lang>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=url(&assets.css) />
                <script nonce=nonce.clone()>{THEME_SCRIPT}</script>
                {scripts}
                {modules}
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
