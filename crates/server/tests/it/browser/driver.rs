//! A small client of chromedriver: a browser for tests.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take.
const DEADLINE: Duration = Duration::from_secs(20);
/// How WebDriver names an element in JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one window. Ends with its value.
pub(crate) struct Browser {
    driver: Child,
    session: String,
    http: reqwest::Client,
    profile: TempDir,
}

/// An element of the page.
#[derive(Clone, Debug)]
pub(crate) struct Element(String);

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver takes the browser with it when it is told to end in order.
        let session = self.session.clone();
        let asked = std::thread::spawn(move || end_session(&session)).join();
        drop(asked);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Ends a session with a plain request: a value can't wait for a future while it is dropped.
fn end_session(session: &str) -> Option<()> {
    use std::io::{Read as _, Write as _};
    let (host, path) = session.strip_prefix("http://")?.split_once('/')?;
    let mut stream = std::net::TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(
        stream,
        "DELETE /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .ok()?;
    stream.read(&mut [0; 64]).ok().map(|_| ())
}

impl Browser {
    /// A new one; None, with a message: there is no Chromium here.
    pub(crate) async fn open() -> Option<Self> {
        // Another part of the tests may have set it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(DEADLINE * 3)
            .build()
            .unwrap();
        let profile = tempfile::tempdir().unwrap();
        let Some((driver, port)) = start(&profile) else {
            #[expect(clippy::disallowed_methods, reason = "tests are told what is required")]
            let required =
                std::env::var("MAILLON_TEST_CHROMIUM").is_ok_and(|value| value == "require");
            assert!(
                !required,
                "chromedriver can't be started, and MAILLON_TEST_CHROMIUM=require"
            );
            #[expect(clippy::print_stdout, reason = "a test says why it is skipped")]
            {
                println!("skipped: chromedriver can't be started");
            }
            return None;
        };
        let mut browser = Self {
            driver,
            session: format!("http://127.0.0.1:{port}/session"),
            http,
            profile,
        };
        let made = browser.call("POST", "", capabilities(&browser)).await;
        let id = made["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("no session: {made}"))
            .to_owned();
        browser.session = format!("{}/{id}", browser.session);
        Some(browser)
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Value {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = self
            .http
            .request(method.clone(), format!("{}{path}", self.session));
        let request = if method == reqwest::Method::POST {
            request.json(&body)
        } else {
            request
        };
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let value = &answer["value"];
        assert!(
            value["error"].is_null(),
            "{path} {body}: {}: {}",
            value["error"],
            value["message"]
        );
        value.clone()
    }

    /// Goes to an address, and waits until it is there.
    pub(crate) async fn go(&self, url: &str) {
        self.call("POST", "/url", json!({ "url": url })).await;
    }

    /// Where it is.
    pub(crate) async fn url(&self) -> String {
        self.call("GET", "/url", Value::Null)
            .await
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The value of a script: the body of a function.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.call(
            "POST",
            "/execute/sync",
            json!({ "script": script, "args": [] }),
        )
        .await
    }

    /// The first element of a selector.
    pub(crate) async fn find(&self, selector: &str) -> Element {
        let asked = json!({ "using": "css selector", "value": selector });
        let found = self.call("POST", "/element", asked).await;
        Element(found[ELEMENT].as_str().unwrap().to_owned())
    }

    /// Clicks on the first element of a selector.
    pub(crate) async fn click(&self, selector: &str) {
        let Element(id) = self.find(selector).await;
        self.call("POST", &format!("/element/{id}/click"), json!({}))
            .await;
    }

    /// Writes into the first element of a selector.
    pub(crate) async fn write(&self, selector: &str, text: &str) {
        let Element(id) = self.find(selector).await;
        self.call(
            "POST",
            &format!("/element/{id}/value"),
            json!({ "text": text }),
        )
        .await;
    }

    /// Presses and releases keys, one after the other, wherever the focus is.
    pub(crate) async fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                [
                    json!({ "type": "keyDown", "value": key }),
                    json!({ "type": "keyUp", "value": key }),
                ]
            })
            .collect();
        let actions =
            json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.call("POST", "/actions", actions).await;
    }

    /// Answers the question that is open.
    pub(crate) async fn accept(&self) {
        self.call("POST", "/alert/accept", json!({})).await;
    }

    /// Waits until a script gives something true; what it gave.
    pub(crate) async fn until(&self, script: &str) -> Value {
        let begun = Instant::now();
        loop {
            let value = self.run(script).await;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            assert!(
                begun.elapsed() < DEADLINE,
                "still not: {script}\nat {}",
                self.url().await
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Lets the browser wish for light or dark.
    pub(crate) async fn wish(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.command(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
    }

    /// Makes the window as large as a screen.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", size)
            .await;
    }

    /// Turns scripts off or on.
    pub(crate) async fn scripts(&self, state: Scripts) {
        let off = json!({ "value": state == Scripts::Off });
        self.command("Emulation.setScriptExecutionDisabled", off)
            .await;
    }

    async fn command(&self, command: &str, params: Value) -> Value {
        let body = json!({ "cmd": command, "params": params });
        self.call("POST", "/goog/cdp/execute", body).await
    }

    /// What stands in the console since it was asked last.
    pub(crate) async fn console(&self) -> Vec<String> {
        let log = self
            .call("POST", "/se/log", json!({ "type": "browser" }))
            .await;
        let lines = log.as_array().cloned().unwrap_or_default();
        lines
            .iter()
            .map(|line| format!("{} {}", line["level"], line["message"]))
            .collect()
    }

    /// Keeps a picture of the page, to be looked at.
    pub(crate) async fn picture(&self, name: &str) {
        let shot = self.call("GET", "/screenshot", Value::Null).await;
        let png = base64::engine::general_purpose::STANDARD
            .decode(shot.as_str().unwrap())
            .unwrap();
        std::fs::create_dir_all(pictures()).unwrap();
        std::fs::write(pictures().join(format!("{name}.png")), png).unwrap();
    }
}

/// Whether scripts run.
#[derive(Clone, Copy, PartialEq, Eq)]
#[expect(dead_code, reason = "the usual one needs no word")]
pub(crate) enum Scripts {
    On,
    Off,
}

/// Where pictures are kept.
fn pictures() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures")
}

fn start(profile: &TempDir) -> Option<(Child, u16)> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test's own helper, no job's command"
    )]
    let mut command = Command::new("chromedriver");
    let command = command
        .arg("--port=0")
        .env("HOME", profile.path())
        .env("TMPDIR", profile.path());
    let mut driver = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let lines = BufReader::new(driver.stdout.take()?).lines();
    let port = lines.map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    if port.is_none() {
        let _ = driver.kill();
        let _ = driver.wait();
    }
    Some((driver, port?))
}

fn capabilities(browser: &Browser) -> Value {
    let profile = browser.profile.path().join("profile");
    let arguments = [
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--no-proxy-server".to_owned(),
        "--window-size=1280,860".to_owned(),
        format!("--user-data-dir={}", profile.display()),
    ];
    json!({ "capabilities": { "alwaysMatch": {
        "goog:chromeOptions": { "args": arguments },
        "goog:loggingPrefs": { "browser": "ALL" },
        "unhandledPromptBehavior": "ignore",
    } } })
}
