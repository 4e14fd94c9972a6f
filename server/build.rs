//! The program carries the front end: it is built anew when the site folder changes.

fn main() -> std::io::Result<()> {
    // A watched folder that does not exist counts as changed every time.
    std::fs::create_dir_all("../target/site")?;
    println!("cargo:rerun-if-changed=../target/site");
    println!("cargo:rerun-if-changed=../Leptos.toml");
    println!("cargo:rerun-if-changed=src/store/migrations");
    Ok(())
}
