//! `sign` of endpoints with verbs, paths, classes and hosts of their own: what a request file leaves out is said by the
//! endpoint that it names, what it states is taken at its word, and what nobody says is refused with the key to give.

use tempfile::TempDir;

use super::{Run, Served, at, file, path, run_in};

/// No verb and no path of its own, hosts by region, calls that are signed and calls that are not.
const PLATFORM: &str = r#"platform: wharf
title: 码头
zone: "+08:00"
environments:
  live: https://{var.region}.wharf.example/gate  正式环境
  berth: https://{var.berth}.wharf.example       泊位
vars: { region: cn }
credentials: { key: public, secret: secret }
common: {}
classes:
  open: { $title: 公共接口, $signed: no }
  crew:
    $title: 船员接口
    key:  query String! = {credential.key}  应用
    at:   query int! = {clock.unix}         时间戳
    sign: query String! = {signature}       签名
wire: { body: json }
clock: { param: at, tolerance: 60 }
signing:
  string_to_sign: "{verb}\n{host}\n{path}\n{query}\n{body}"
  signature: "{string_to_sign | hmac_sha256(credential.secret) | hex}"
reply: { success: HTTP 2xx and code is empty, code: code, message: message }
sandbox:
  credentials: { key: k, secret: s3cret }
  refusal: { code: "{var.code}", message: "{var.message}" }
  refuse: { signature: HTTP 401 sign | 签名错误 | assumed, field: "HTTP 400 field | {var.detail} | assumed" }
vectors:
  - name: 一条船
    source: computed with Python's hmac
    at: 1760000000
    credentials: { key: k, secret: s3cret }
    method: "GET /{var.version}/ships/{ship_id}"
    path: /gate/v2/ships/%E8%88%B9%2F7
    steps: { string_to_sign: "GET\ncn.wharf.example\n/gate/v2/ships/%E8%88%B9%2F7\nkey=k&at=1760000000\n" }
    signature: SIGNATURE
"#;

const SHIP: &str = r"endpoint: GET /{var.version}/ships/{ship_id}
name: ship_get
title: 船
class: crew
repeat: read
vars: { version: v2 }
request:
  ship_id: varchar(20)!  船号
response:
  code: varchar(20)  错误码
  message: varchar(99)  错误描述
  ship_id: varchar(20)  船号
sandbox: { answer: { ship_id: '{param.ship_id}' } }
";

const TIDES: &str = r"endpoint: harbour.tides
http: PUT /tides
title: 潮汐
class: open
repeat: upsert
wire: { content_type: application/x-tide }
request:
  level: decimal(9,2)!  水位
response:
  code: varchar(20)  错误码
  message: varchar(99)  错误描述
";

const CREW: &str = r"endpoint: GET /crew
name: crew_find
title: 船员
class: crew
repeat: read
wire: { lists: repeated }
request:
  names: varchar(20)[]  姓名
response:
  code: varchar(20)  错误码
  message: varchar(99)  错误描述
sandbox: { answer: { message: 好 } }
";

/// HMAC-SHA256 under `s3cret` of the step of the vector, as Python's hmac has it.
const SIGNATURE: &str = "af6da1d26059d1ec3407b94a87b54403a8f44154a5a03b9c5069106eb425b68c";

fn wharf() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("spec/wharf");
    std::fs::create_dir_all(&folder).expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("written");
    write("platform.yaml", &PLATFORM.replace("SIGNATURE", SIGNATURE));
    write("ship_get.yaml", SHIP);
    write("tides.yaml", TIDES);
    write("crew.yaml", CREW);
    dir
}

/// The members of a request file beside the moment and the credentials.
fn sign(members: &str, arguments: &[&str]) -> Run {
    let request = format!(r#"{{ "at": 1760000000, "credentials": {{ "key": "k", "secret": "s3cret" }}, {members} }}"#);
    let dir = wharf();
    let run = run_in(dir.path(), &[&["sign", "wharf", "--request", "-"], arguments].concat(), &request);
    assert!(!run.shows("s3cret"), "{}{}", run.out, run.err);
    run
}

const OF_SHIP: &str = r#""method": "ship_get", "path": { "ship_id": "船/7" }"#;

#[test]
fn an_endpoint_is_signed_as_it_is_called() {
    let dir = wharf();
    assert_eq!(run_in(dir.path(), &["check"], "").expect(0).err, "");
    let wire_name = OF_SHIP.replace("ship_get", "GET /{var.version}/ships/{ship_id}");
    for members in [OF_SHIP, &wire_name] {
        let run = sign(members, &[]).expect(0);
        let path = "/gate/v2/ships/%E8%88%B9%2F7";
        let expected = format!(
            "string_to_sign\n  GET\n  cn.wharf.example\n  {path}\n  key=k&at=1760000000\n  \n\n\
             signature\n  {SIGNATURE}\n\n\
             GET https://cn.wharf.example{path}?key=k&at=1760000000&sign={SIGNATURE}\n"
        );
        assert_eq!((run.out, run.err), (expected, String::new()));
    }
    // The whole path, as the vector of the platform has it.
    let whole = sign(r#""method": "ship_get", "path": "/gate/v2/ships/船%2F7""#, &["--json"]).expect(0).out;
    assert_eq!(at(&whole, "signature").as_deref(), Some(SIGNATURE));
}

#[test]
fn to_a_scheme_the_endpoint_is_its_own_path_however_that_is_given() {
    let dir = wharf();
    let file = dir.path().join("spec/wharf/platform.yaml");
    let text = std::fs::read_to_string(&file).expect("a file");
    std::fs::write(&file, text.replace("{host}\\n{path}", "{endpoint}")).expect("written");
    for path in [r#"{ "ship_id": "船/7" }"#, r#""/gate/v2/ships/%E8%88%B9%2F7""#] {
        let credentials = r#"{ "key": "k", "secret": "s3cret" }"#;
        let request = format!(r#"{{ "method": "ship_get", "credentials": {credentials}, "path": {path} }}"#);
        let run = run_in(dir.path(), &["sign", "wharf", "--request", "-"], &request).expect(0);
        assert!(run.out.contains("\n  GET\n  /v2/ships/%E8%88%B9%2F7\n"), "{}", run.out);
    }
}

#[test]
fn what_is_stated_stands_for_what_the_endpoint_says() {
    let url = |members: &str| {
        let out = sign(members, &["--json"]).expect(0).out;
        let url = at(&out, "request.url").expect("an address");
        let path = url.split('?').next().expect("a path").to_owned();
        (at(&out, "request.method").expect("a verb"), path)
    };
    for (members, expected) in [
        (r#""verb": "POST""#, ("POST", "https://cn.wharf.example/gate/v2/ships/1")),
        (r#""vars": { "region": "eu", "version": "v3" }"#, ("GET", "https://eu.wharf.example/gate/v3/ships/1")),
        (r#""environment": "berth", "vars": { "berth": "b-1" }"#, ("GET", "https://b-1.wharf.example/v2/ships/1")),
        (r#""environment": "http://localhost:80/x/""#, ("GET", "http://localhost/x/v2/ships/1")),
        (r#""host": "b.example""#, ("GET", "https://b.example/gate/v2/ships/1")),
        (r#""url": "http://b.example""#, ("GET", "http://b.example/gate/v2/ships/1")),
    ] {
        let found = url(&format!(r#""method": "ship_get", "path": {{ "ship_id": 1 }}, {members}"#));
        assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{members}");
    }
    let whole = url(r#""method": "ship_get", "url": "http://b.example/y""#);
    assert_eq!(whole, ("GET".to_owned(), "http://b.example/y".to_owned()));
    // A class that the specs do not have carries nothing, so its parameters are stated.
    let unknown = r#""method": "DELETE /v2/ships/1", "query": { "key": "k" }"#;
    let run = sign(unknown, &[]).expect(1);
    assert!(run.err.starts_with("note: wharf has no endpoint `DELETE /v2/ships/1` (known here: "), "{}", run.err);
    assert!(run.err.ends_with("give an endpoint of the specs as `method`\n"), "{}", run.err);
}

#[test]
fn a_call_that_is_not_signed_is_shown_as_it_is_sent() {
    let tides = r#""method": "harbour.tides", "body": "{}""#;
    let run = sign(tides, &[]).expect(0);
    let expected = "PUT https://cn.wharf.example/gate/tides\nContent-Type: application/x-tide\n\n{}\n";
    assert_eq!((run.out.as_str(), run.err.as_str()), (expected, "note: wharf does not sign such a call\n"));
    for arguments in [["--expect", SIGNATURE], ["--expect-canonical", "PUT"], ["--reproduce", "python"]] {
        let run = sign(tides, &arguments).expect(1);
        assert_eq!(run.err, "wharf does not sign such a call, so there is no signature\n");
    }
}

#[test]
fn what_nobody_says_is_refused_with_the_key_to_give() {
    for (members, told) in [
        (r#""nonce": "n""#, "nothing says the verb; give `verb`, or an endpoint of the specs as `method`"),
        (r#""verb": "GET""#, "nothing says the path; give `path` or `url`, or an endpoint"),
        (r#""method": "GET /x/{id}""#, "nothing says the path; give `path` or `url`"),
        (
            r#""method": "ship_get""#,
            "`/{var.version}/ships/{ship_id}`: `ship_id`: the address needs a value here; give `\"path\": {\"ship_id\": …}`, or the whole",
        ),
        (r#""method": "ship_get", "path": { "ship_id": "" }"#, "the address needs a value here"),
        (r#""method": "ship_get", "path": { "ship_id": ".." }"#, "an address cannot hold a part that is only points"),
        (
            r#""method": "ship_get", "path": { "ship_id": 1 }, "vars": { "version": "" }"#,
            "`version`: the address needs a value here; give `\"vars\": {\"version\": …}`",
        ),
        (r#""method": "harbour.tides", "environment": "berth""#, "there is no `var.berth` here; give it in `vars`"),
        (r#""method": "harbour.tides", "vars": { "region": "a/b" }"#, "`var.region` is no part of a host"),
    ] {
        let run = sign(members, &[]).expect(1);
        assert!(run.out.is_empty() && run.err.contains(told), "{members}: {}", run.err);
    }
    for (members, told) in [
        (
            r#""method": "ship_get", "path": { "ship": "7" }"#,
            "`path.ship`: the address of `ship_get` takes in `ship_id`",
        ),
        (r#""method": "harbour.tides", "path": { "id": "7" }"#, "the address of `harbour.tides` takes in no row"),
        (r#""method": "ship_get", "path": { "ship_id": "7" }, "url": "https://b.example/x""#, "the path is said twice"),
        (r#""method": "ship_get", "path": { "ship_id": [["7"]] }"#, "`path.ship_id` must be the exact text"),
        (r#""method": "ship_get", "environment": "liv""#, "no environment `liv`; wharf has live, berth"),
    ] {
        let run = sign(members, &[]).expect(2);
        assert!(run.out.is_empty() && run.err.contains(told), "{members}: {}", run.err);
    }
}

#[test]
fn the_steps_and_the_mistakes_are_those_of_the_endpoint() {
    let explained = sign(OF_SHIP, &["--explain"]).expect(0).out;
    assert!(explained.contains("  query  key=k&at=1760000000\n") && explained.contains("  verb  GET\n"), "{explained}");
    let python = sign(OF_SHIP, &["--reproduce", "python"]).expect(0).out;
    assert!(python.contains("/gate/v2/ships/%E8%88%B9%2F7"), "{python}");
    let same = sign(OF_SHIP, &["--expect", SIGNATURE]).expect(0).out;
    assert!(same.ends_with("on both sides\n"), "{same}");
    // HMAC under the same key with the path decoded, and with the verb in lower case, as Python's hmac has them.
    for (theirs, told) in [
        ("b5762cb6d003f1185e391f86bd4e9b2d4ba1c51153755ab2657310202975b447", "the other side percent-decodes the path"),
        (
            "cc12dc703439886a4083460424e981d8a9ccb0a74e4d3e9b4d4a305ad768bac2",
            "the other side writes the verb in lower case",
        ),
    ] {
        let run = sign(OF_SHIP, &["--expect", theirs]).expect(1);
        assert!(run.out.contains(told), "{}", run.out);
    }
    let text = "POST\ncn.wharf.example\n/gate/v2/ships/%E8%88%B9%2F7\nkey=k&at=1760000000\n";
    let run = sign(OF_SHIP, &["--expect-canonical", text]).expect(1);
    assert!(run.out.contains("the other side signs the verb `POST`"), "{}", run.out);
}

#[test]
fn values_of_an_address_are_given_to_a_call() {
    let dir = wharf();
    let call = |arguments: &[&str]| {
        run_in(
            dir.path(),
            &[&["call", "wharf", "ship_get", "--data", "-"], arguments].concat(),
            r#"{"ship_id": "船/7"}"#,
        )
    };
    let run = call(&["--var", "version=v2"]).expect(0);
    assert!(run.err.contains("/v2/ships/%E8%88%B9%2F7\n") && run.err.contains("accepted"), "{}", run.err);
    let given = file(r#"{ "key": "k", "secret": "s3cret" }"#);
    let as_whom = ["--credentials", path(&given)];
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let url = format!("http://{{var.berth}}:{}", free.port());
    let run =
        call(&[&as_whom[..], &["--url", &url, "--var", "berth=127.0.0.1", "--var", "version=v3"]].concat()).expect(1);
    assert!(run.err.starts_with(&format!("GET http://{free}/v3/ships/")), "{}", run.err);
    let run = call(&[&as_whom[..], &["--environment", "berth"]].concat()).expect(1);
    assert_eq!(run.err, "not sent: environments: there is no `var.berth` here\ngive it as `--var berth=…`\n");
    let run = call(&["--var", "version="]).expect(1);
    assert!(run.err.ends_with("\ngive it as `--var version=…`\n"), "{}", run.err);
    let run = call(&["--var", "version"]).expect(2);
    assert!(run.err.contains("write it as NAME=VALUE"), "{}", run.err);
}

#[test]
fn a_server_names_the_mistake_where_a_row_came_more_than_once() {
    let dir = wharf();
    let mut served = Served::start(dir.path(), &["serve", "--port", "0"]);
    let (url, request) = (served.environment(), r#"{ "names": ["张三", "李四"] }"#);
    let wrong = file("{ \"key\": \"k\", \"secret\": \"s3cret\\n\" }");
    for (credentials, code, told) in
        [(None, 0, "accepted"), (Some(path(&wrong)), 1, "it verifies if the secret `secret` has a line end behind it")]
    {
        let mut arguments = vec!["call", "wharf", "crew_find", "--data", "-", "--url", &url];
        arguments.extend(credentials.into_iter().flat_map(|file| ["--credentials", file]));
        run_in(dir.path(), &arguments, request).expect(code);
        let line = served.line();
        assert!(line.contains(told), "{line}");
    }
}

#[test]
fn a_vector_that_leaves_its_path_open_is_told() {
    let dir = wharf();
    let file = dir.path().join("spec/wharf/platform.yaml");
    let text = std::fs::read_to_string(&file).expect("a file");
    std::fs::write(&file, text.replace("    path: /gate/v2/ships/%E8%88%B9%2F7\n", "")).expect("written");
    let run = run_in(dir.path(), &["check"], "").expect(1);
    let told = "the vector `一条船` cannot be signed: `/{var.version}/ships/{ship_id}`: `ship_id`: the address needs a value here";
    assert!(run.err.contains(told) && run.err.contains("give it the whole `path`, as it is sent"), "{}", run.err);
}
