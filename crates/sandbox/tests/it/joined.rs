//! Commands on this machine, services in containers.

use std::sync::Arc;

use maillon_model::container::PortMapping;
use maillon_sandbox::{Executor, Exit, JoinedExecutor, SandboxOrder, ServiceTerms, ShellExecutor};

use crate::bench::{Bench, Lines};
use crate::conformance::suite;
use crate::docker::{SMALL, engine, service};

async fn bench() -> Option<Bench> {
    let services = Arc::new(engine().await?);
    let path = [
        ("PATH".into(), "/usr/local/bin:/usr/bin:/bin".into()),
        ("HOME".into(), "/root".into()),
    ];
    let commands: Arc<dyn Executor> = Arc::new(ShellExecutor::new(path.into()));
    Some(Bench {
        executor: Arc::new(JoinedExecutor::new(commands, services)),
        image: None,
    })
}

suite!(bench);

/// A service that answers every connection with a text, on a port that this machine sees.
pub(crate) fn web(order: &mut SandboxOrder, ports: &str) {
    let mut web = service(SMALL, "mkdir /w; echo hello > /w/x; httpd -f -p 8080 -h /w");
    web.image.extras.ports = PortMapping::parse(ports).unwrap();
    order.services = vec![web];
    order.terms = ServiceTerms::Apart;
}

#[tokio::test]
async fn a_service_is_reached_by_its_port() {
    let Some(bench) = bench().await else { return };
    let lines = Lines::default();
    let change = |order: &mut SandboxOrder| {
        web(order, "8080");
        let health = [
            "--health-cmd",
            "wget -q -O - http://127.0.0.1:8080/x",
            "--health-interval",
            "10s",
        ];
        order.services[0].image.extras.options = health.map(str::to_owned).into();
    };
    let opened = bench.try_open(change, &lines).await.unwrap();
    assert_eq!(lines.text(), "");
    let [running] = opened.sandbox.services() else {
        panic!("one service")
    };
    assert_eq!(running.alias, "db");
    assert!(opened.sandbox.network().is_some() && opened.sandbox.container().is_none());
    let port = running.ports[&8080];
    let script = format!(
        "exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET /x HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3"
    );
    let (exit, output) = opened.run(opened.exec(&["bash", "-c", &script])).await;
    assert_eq!(exit, Exit::Code(0));
    assert!(output.ends_with("hello\n"), "{output}");
    opened.close().await;
}

#[tokio::test]
async fn jobs_have_a_port_one_after_the_other() {
    let Some(bench) = bench().await else { return };
    let first = bench.open_with(|order| web(order, "48621:8080")).await;
    assert_eq!(first.sandbox.services()[0].ports[&8080], 48621);
    let lines = Lines::default();
    let second = bench.try_open(|order| web(order, "48621:8080"), &lines);
    let close = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        first.close().await;
    };
    let (second, ()) = tokio::join!(second, close);
    assert_eq!(
        lines.text(),
        "Waiting for port 48621, which another job has ..."
    );
    second.unwrap().close().await;
}

#[tokio::test]
async fn a_service_sees_nothing_of_the_job() {
    let Some(bench) = bench().await else { return };
    let change = |order: &mut SandboxOrder| {
        let mut nosy = service(SMALL, "echo [$FROM_ORDER$OWN] $(ls /builds); sleep 100");
        nosy.variables.insert("OWN".to_owned(), "mine".to_owned());
        order.services = vec![nosy];
        order.terms = ServiceTerms::Apart;
    };
    let opened = bench.open_with(change).await;
    let logs = opened.sandbox.service_logs().await;
    let mut lines = logs[0].lines.clone();
    lines.sort();
    assert_eq!(lines, ["[mine]", "ls: /builds: No such file or directory"]);
    opened.close().await;
}
