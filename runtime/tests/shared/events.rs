//! What an observer is told, what it can print, and what is not sent without being allowed.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use signwright_runtime::model::PlatformText;
use signwright_runtime::model::v1::platform;
use signwright_runtime::transport::TransportError;
use signwright_runtime::{
    CallOptions, Credentials, Endpoint as _, Error, Event, Node, NotSent, PlatformTokens, SigningTime, Step,
    prepare_node,
};

use crate::world::{API, Create, Push, World, credentials, push, says};

fn percent_encoding(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| encoded + &format!("%{byte:02X}"))
}

/// Keeps a line for each step.
fn log() -> (Arc<Mutex<Vec<String>>>, impl Fn(&Event<'_>) + Send + Sync) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let observe = move |event: &Event<'_>| {
        let line = match &event.step {
            Step::Sends(request) => format!("sends {} {}", request.address(), request.body()),
            Step::Answered(answer) => format!("answered {} {}", answer.status(), answer.body()),
            step => format!("{step:?}"),
        };
        kept.lock().unwrap().push(format!("{}.{} {line}", event.endpoint, event.attempt));
    };
    (lines, observe)
}

#[tokio::test(start_paused = true)]
async fn each_step_is_told_without_secrets_and_personal_data() {
    let lost = std::sync::atomic::AtomicBool::new(false);
    let world = World::new(move |came| {
        let echo = came.get("access_token");
        if lost.swap(true, std::sync::atomic::Ordering::Relaxed) {
            (Duration::from_millis(30), says(&format!(r#"{{"code":0,"message":"好 {echo}","buyer":"李四光"}}"#)))
        } else {
            (Duration::from_millis(30), Err(TransportError::unknown("没有应答")))
        }
    });
    let (lines, observe) = log();
    let client = world.client().with_attempts(2).with_observer(observe);
    let mut request = push("单1");
    request.buyer = Some("王老五🙂".to_owned());
    assert!(client.call_async(&request).await.is_ok());
    let lines = lines.lock().unwrap().join("\n");
    for secret in ["王老五", "李四光", "第一个令牌", "盐"] {
        assert!(!lines.contains(secret), "{secret}: {lines}");
        let encoded = percent_encoding(secret);
        assert!(!lines.contains(&encoded), "{secret}: {lines}");
    }
    let kinds: Vec<_> =
        lines.lines().map(|line| line.split([' ', '(']).take(2).collect::<Vec<_>>().join(" ")).collect();
    let expected = [
        "order.push.1 sends",
        "order.push.1 Fails",
        "order.push.1 Waits",
        "order.push.2 sends",
        "order.push.2 answered",
        "order.push.2 Ends",
    ];
    assert_eq!(kinds, expected, "{lines}");
    assert!(lines.contains("https://liuyun.example/api") && lines.contains("tid=%E5%8D%951"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn tokens_that_the_platform_gives_are_told_to_nobody() {
    let given = |answer: &'static str| {
        World::new(move |came| {
            let answer = match came.get("method") {
                "order.push" if came.get("access_token") == "新的令牌😀" => crate::world::DONE,
                "order.push" => r#"{"code":40,"message":"令牌过期"}"#,
                _ => answer,
            };
            (Duration::from_millis(30), says(answer))
        })
    };
    let data = r#""data":{"token":"新的令牌😀","refresh_token":"下一张券","expires_in":3600}"#;
    let whole = format!(r#"{{"code":0,"message":"好",{data}}}"#).leak();
    let torn = format!(r#"{{"code":0,{data}"#).leak();
    for (answer, is_done) in [(&*whole, true), (&*torn, false)] {
        let world = given(answer);
        let (lines, observe) = log();
        let tokens = PlatformTokens::of(&API).unwrap();
        let client = world.client().with_tokens(tokens).with_observer(observe);
        let result = client.call_async(&push("单1")).await;
        assert_eq!(result.is_ok(), is_done);
        let lines = lines.lock().unwrap().join("\n");
        assert!(lines.contains("token.refresh.1 answered 200"), "{lines}");
        let shown = format!("{lines}\n{:?}", result.err());
        for secret in ["新的令牌", "下一张券", "第一张券"] {
            assert!(!shown.contains(secret) && !shown.contains(&percent_encoding(secret)), "{secret}: {shown}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_dropped_on_its_way_is_told_as_unknown() {
    let world = World::healthy(5000);
    let (lines, observe) = log();
    let client = world.client().with_observer(observe);
    let dropped = tokio::time::timeout(Duration::from_secs(1), client.call_async(&push("单1"))).await;
    assert!(dropped.is_err());
    assert_eq!(lines.lock().unwrap().last().unwrap(), "order.push.1 Abandoned { was_sent: true }");
    // One that waited for its turn was not sent.
    let (lines, observe) = log();
    let client = client.with_observer(observe);
    let (first, second) = (push("单2"), push("单2"));
    let mut holder = Box::pin(client.call_async(&first));
    assert!(tokio::time::timeout(Duration::from_secs(1), &mut holder).await.is_err());
    let waiting = tokio::time::timeout(Duration::from_secs(1), client.call_async(&second)).await;
    assert!(waiting.is_err());
    assert_eq!(lines.lock().unwrap().last().unwrap(), "order.push.0 Abandoned { was_sent: false }");
}

#[tokio::test(start_paused = true)]
async fn plain_http_is_sent_where_the_platform_states_it_and_the_caller_allows_it() {
    let world = World::healthy(1);
    let call = |environment: &str, allows: bool| {
        let client = world.client().with_environment(environment).unwrap();
        let client = if allows { client.with_plain_http() } else { client };
        async move { client.call_async(&push("单1")).await }
    };
    let not_sent = |result: Result<_, Error>| match result {
        Err(Error::NotSent(NotSent::PlainHttp { is_stated })) => Some(is_stated),
        _ => None,
    };
    assert_eq!(not_sent(call("plain", false).await.map(drop)), Some(true));
    assert!(call("plain", true).await.is_ok());
    for address in ["http://evil.example/api", "http://liuyun.example:8080/api", "http://127.0.0.1.evil.example/"] {
        assert_eq!(not_sent(call(address, true).await.map(drop)), Some(false), "{address}");
    }
    for address in
        ["http://127.0.0.1:8787/api", "http://[::1]:8787/api", "http://localhost/api", "https://own.example/"]
    {
        assert!(call(address, false).await.is_ok(), "{address}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_any_shape_is_told_without_personal_data() {
    for (body, shown) in [
        (r#"{"code":50,"message":"忙","buyer":"李四光"}"#, r#"{"code":50,"message":"忙","buyer":"<redacted>"}"#),
        (
            r#"{"code":51,"message":"李四光已存在","rows":[{"buyer":{"name":"李四光"},"号":1}]}"#,
            r#"{"code":51,"message":"<redacted>已存在","rows":[{"buyer":{"name":"<redacted>"},"号":1}]}"#,
        ),
        (r#"{"code":0,"buyer":"李四光","message":"#, ""),
        (r#""李四光""#, ""),
        ("<html><h1>繁忙😀</h1></html>", "繁忙😀"),
    ] {
        let world = World::new(move |_| (Duration::ZERO, says(body)));
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&bodies);
        let client = world.client().with_observer(move |event: &Event<'_>| {
            if let Step::Answered(answer) = &event.step {
                kept.lock().unwrap().push(answer.body());
            }
        });
        assert!(client.call_async(&push("单1")).await.is_err());
        assert_eq!(*bodies.lock().unwrap(), [shown]);
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_are_not_told_either() {
    let world = World::new(|came| {
        let answer = match came.get("method") {
            "order.push" => r#"{"code":0}"#,
            _ => r#"{"code":0,"data":{"token":"新来的令牌","refresh_token":"新来的券","expires_in":99}}"#,
        };
        (Duration::from_millis(5), says(answer))
    });
    let (lines, observe) = log();
    let tokens = PlatformTokens::of(&API).unwrap().param("grant_type", "client_credentials");
    let first = Credentials::new([("appkey", "应用1"), ("secret", "盐")]);
    let mut renewed = first.clone();
    renewed.set("refresh_token", "旧券在此");
    let client = world.client().with_tokens(tokens).with_observer(observe);
    for credentials in [first, renewed] {
        assert!(client.clone().with_credentials(credentials).call_async(&push("单1")).await.is_ok());
    }
    let lines = lines.lock().unwrap().join("\n");
    assert!(lines.contains("token.create") && lines.contains("token.refresh"), "{lines}");
    for secret in ["新来的令牌", "新来的券", "旧券在此"] {
        assert!(!lines.contains(secret) && !lines.contains(&percent_encoding(secret)), "{secret}: {lines}");
    }
    // Nor by who makes the call for a token alone.
    let reply = world.client().call_async(&Create { grant_type: "client_credentials".to_owned() }).await.unwrap();
    let printed = format!("{reply:?} {reply:#?}");
    assert!(printed.contains("token") && !printed.contains("新来的"), "{printed}");
}

#[test]
fn an_observer_that_panics_ends_its_call_and_not_the_program() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let _inside = runtime.enter();
    let world = World::healthy(10);
    let client = world.client().with_observer(|_: &Event<'_>| panic!("坏了"));
    let call = AssertUnwindSafe(client.call_async(&push("单1"))).catch_unwind();
    assert!(runtime.block_on(call).is_err());
    // One that panics at the end of a future that is dropped.
    let client = world.client().with_observer(|event: &Event<'_>| {
        assert!(!matches!(event.step, Step::Abandoned { .. }), "坏了");
    });
    let mut call = Box::pin(client.call_async(&push("单2")));
    assert!(call.as_mut().now_or_never().is_none());
    drop(call);
    assert!(runtime.block_on(world.client().with_settling(Duration::ZERO).call_async(&push("单1"))).is_ok());
}

static HOSTED: PlatformText = platform(
    r#"
platform: 海云
zone: +08:00
environments: { test: "https://haiyun.example  测试" }
credentials: { secret: secret  密钥 }
common:
  $in: form
  sign: { type: "varchar! = {signature}", title: 签名 }
wire: { verb: POST, url: "https://{var.region}.haiyun.example/{var.region}", body: form }
signing:
  signature: "{credential.secret | md5 | hex}"
reply: { success: code = 0, code: code, message: message }
"#,
);

#[test]
fn no_value_takes_the_place_of_the_host_that_it_stands_in() {
    let url = |region: &str| {
        let vars = vec![("region".to_owned(), region.to_owned())];
        let (options, time) = (CallOptions { vars, ..CallOptions::default() }, SigningTime::new(0, "nonce"));
        let request = Node::map(vec![("tid".into(), Node::text("单1"))]);
        let platform = HOSTED.platform().unwrap();
        let endpoint = Push::endpoint().unwrap();
        prepare_node(platform, endpoint, request, &credentials(), "test", &options, &time)
            .map(|prepared| prepared.request.url.clone())
            .map_err(|error| error.to_string())
    };
    assert_eq!(url("eu-1").as_deref(), Ok("https://eu-1.haiyun.example/eu-1"));
    for region in
        ["evil.example/", "evil.example?", "evil.example#", "evil.example\\", "a@evil.example", "中", "a:b@c", ""]
    {
        let refused = url(region).unwrap_err();
        assert!(refused.contains("`var.region`"), "{region}: {refused}");
    }
}

#[test]
fn a_dry_run_signs_and_sends_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let world = {
        let _inside = runtime.enter();
        World::healthy(1)
    };
    let _inside = runtime.enter();
    let prepared = world.client().dry_run(&push("单1")).unwrap();
    assert!(String::from_utf8_lossy(&prepared.request.body).contains("sign="));
    assert!(!format!("{prepared:?}").contains("第一个令牌"));
    assert!(world.came().is_empty());
}
