//! The table against nginx itself, on loopback. Not run by default: it needs nginx, at `GONOGO_NGINX` or in `PATH`.

use super::{CASES, Case, expected};
use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Ends nginx when the case is over.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

/// The headers that the case's configuration adds to the answer, sorted, and the status.
fn answered(nginx: &str, case: &Case) -> (u16, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let root = folder.path().join("html");
    for name in ["index.html", "page.html", "static/app.css", "api/data.json"] {
        write(&root.join(name), name);
    }
    let filled =
        |text: &str| text.replace("PORT", &format!("127.0.0.1:{port}")).replace("ROOT", &root.display().to_string());
    for (path, text) in case.files {
        write(&folder.path().join(path), &filled(text));
    }
    let at = folder.path().display();
    let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {at}/{name};\n"))
        .concat();
    let config = format!(
        "daemon off;\nmaster_process off;\npid {at}/pid;\nerror_log {at}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{paths}{}\n}}\n",
        filled(case.http)
    );
    write(&folder.path().join("nginx.conf"), &config);
    let mut command = Command::new(nginx);
    command.arg("-p").arg(folder.path()).arg("-c").arg(folder.path().join("nginx.conf"));
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("nginx starts");
    let _running = Running(child);
    let request = format!("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", case.path, case.host);
    let mut stream = connect(port, case);
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    read(&answer)
}

fn connect(port: u16, case: &Case) -> TcpStream {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(stream) => return stream,
            Err(error) => assert!(Instant::now() < until, "{}: {error}", case.about),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn read(answer: &str) -> (u16, Vec<String>) {
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let added = lines.filter_map(|line| line.split_once(": ")).filter(|(name, _)| name.starts_with("X-"));
    let mut headers: Vec<String> = added.map(|(name, value)| format!("{}: {value}", name.to_lowercase())).collect();
    headers.sort();
    (status.unwrap_or_default(), headers)
}

#[test]
#[ignore = "needs nginx"]
fn nginx_answers_as_the_table_says() {
    let nginx = std::env::var("GONOGO_NGINX").unwrap_or_else(|_| "nginx".to_owned());
    let version = Command::new(&nginx).arg("-v").output().expect("nginx runs");
    let version = String::from_utf8_lossy(&version.stderr).into_owned();
    let number = version.rsplit('/').next().unwrap_or_default();
    let parts: Vec<u32> = number.split(['.', ' ', '\n']).filter_map(|part| part.parse().ok()).take(3).collect();
    let knows_new = parts >= vec![1, 29, 3];
    for case in CASES.iter().filter(|case| knows_new || !case.is_new) {
        assert_eq!(answered(&nginx, case), (case.status, expected(case)), "{}", case.about);
    }
}
