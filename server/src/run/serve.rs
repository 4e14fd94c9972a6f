//! The life of a server: the data directory opened, the address bound, projects brought to what was asked, then
//! serving until a signal comes, and everything closed in order.

use super::{Failure, open, project, say, say_note};
use crate::cli::Start;
use crate::config::Config;
use crate::events::Events;
use crate::http::{self, Access, MediaSources, Shared};
use crate::service::Service;
use crate::store::Db;
use crate::sync::Engine;
use crate::tiling::Tiling;
use app::api::types::Project;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::{Handle, Runtime};
use tokio_util::sync::CancellationToken;

/// Threads of the engine: syncs wait more than they compute.
const ENGINE_THREADS: usize = 2;
/// Workers of the HTTP server at most; each is a thread.
const WORKERS: usize = 4;

/// Creates or changes a project, and ends.
pub fn init(config: Config, start: Start) -> Result<(), Failure> {
    let house = House::open(&config, Engine::start)?;
    let done = house.runtime.block_on(house.bring(&config, &start));
    house.close();
    if let Some(project) = done? {
        say(&format!("The project {0} is ready: skylabel start {0}", project.slug));
    }
    Ok(())
}

/// Serves until a signal comes.
pub fn start(config: Config, start: Start) -> Result<(), Failure> {
    let token = config.auth_token.as_ref().map(|token| token.reveal());
    let access =
        Access::new(&config.server.host, token, &config.server.allowed_hosts).map_err(Failure::refused)?;
    let listener = open::listener(&config)?;
    let house = House::open(&config, Engine::start)?;
    let served = house.runtime.block_on(house.bring(&config, &start)).and_then(|project| {
        let db = house.db.clone();
        house.serve(&config, access, listener, |url| async move {
            db.announce(&url).map_err(Failure::broken)?;
            let page = match &project {
                Some(project) => format!("{url}/projects/{}", project.id),
                None => url,
            };
            say(&format!("Skylabel is at {page}"));
            if config.server.open_browser {
                open_browser(&page);
            }
            until_told().await
        })
    });
    house.close();
    served
}

/// Serves nobody but `work`, which gets the address, and ends with it. Nothing syncs until `work` asks for it.
pub fn serve_one<T, F>(config: &Config, work: impl FnOnce(String) -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    let own = "127.0.0.1";
    let access = Access::new(own, None, &[]).map_err(Failure::refused)?;
    let listener = TcpListener::bind((own, 0)).map_err(Failure::broken)?;
    let house = House::open(config, Engine::on_demand)?;
    let served = house.serve(config, access, listener, work);
    house.close();
    served
}

/// What lives as long as the process.
struct House {
    runtime: Runtime,
    db: Db,
    engine: Engine,
    service: Service,
    events: Events,
}

impl House {
    fn open(
        config: &Config,
        engine: impl FnOnce(Db, PathBuf, Events, Handle) -> Engine,
    ) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(ENGINE_THREADS)
            .thread_name("engine")
            .enable_all()
            .build()
            .map_err(Failure::broken)?;
        let events = Events::new();
        let db = runtime.block_on(open::database(config))?;
        let engine = {
            let _inside = runtime.enter();
            engine(db.clone(), config.data_dir.clone(), events.clone(), runtime.handle().clone())
        };
        let service = Service::new(db.clone(), engine.clone());
        Ok(Self { runtime, db, engine, service, events })
    }

    async fn bring(&self, config: &Config, start: &Start) -> Result<Option<Project>, Failure> {
        let working_dir = std::env::current_dir().map_err(Failure::broken)?;
        project::declare(&self.service, config.projects.clone()).await?;
        project::named(&self.service, start, config.sync.new_storage(), &working_dir).await
    }

    /// Serves until `work`, which gets the address, comes to its end.
    fn serve<T, F>(
        &self,
        config: &Config,
        access: Access,
        listener: TcpListener,
        work: impl FnOnce(String) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let bound = listener.local_addr().map_err(Failure::broken)?;
        let closing = CancellationToken::new();
        let shared = Shared {
            backend: Arc::new(self.service.clone()),
            service: self.service.clone(),
            events: self.events.clone(),
            access,
            media: MediaSources::default(),
            tiling: Tiling::open(&config.data_dir, config.tiles, self.service.clone()),
            closing: closing.clone(),
            largest_body: config.max_body(),
            new_storage: config.sync.new_storage(),
        };
        if http::asset_names().is_none() {
            tracing::warn!(
                "this program was built without its front end (cargo xtask run builds both); pages will not work"
            );
        }
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(WORKERS);
        let options = config.leptos_options(bound);
        actix_web::rt::System::new().block_on(async move {
            let server = http::serve(listener, shared, options, workers).map_err(Failure::broken)?;
            let handle = server.handle();
            let serving = actix_web::rt::spawn(server);
            let done = work(open::url(bound)).await;
            closing.cancel();
            handle.stop(true).await;
            serving.await.map_err(Failure::broken)?.map_err(Failure::broken)?;
            done
        })
    }

    /// Runs come to a stop, what was written is durable, the directory is free.
    fn close(self) {
        self.runtime.block_on(async {
            self.engine.shutdown().await;
            self.db.close().await;
        });
        self.runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    }
}

/// A server without a browser beside it is still a server.
fn open_browser(page: &str) {
    if let Err(why) = ::open::that_detached(page) {
        say_note(&format!("the browser could not be opened ({why}); open the address yourself"));
    }
}

/// Until SIGINT or SIGTERM. A second one ends the process at once.
async fn until_told() -> Result<(), Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::broken)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::broken)?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    say_note("stopping; once more to stop at once");
    actix_web::rt::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        std::process::exit(130);
    });
    Ok(())
}
