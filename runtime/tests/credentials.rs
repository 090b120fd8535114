//! Typed credentials become the engine's, under the vendor's own names.

use signwright_runtime::Credentials;

struct Acme {
    sid: String,
    app_key: String,
    access_token: Option<String>,
}

signwright_runtime::credentials! { Acme { sid, app_key = "appKey", access_token } }

fn acme(token: Option<&str>) -> Acme {
    Acme { sid: "商户1".into(), app_key: "密钥".into(), access_token: token.map(Into::into) }
}

#[test]
fn they_go_by_the_vendors_names() {
    let given = Credentials::from(acme(Some("令牌")));
    assert_eq!(
        (given.get("sid"), given.get("appKey"), given.get("access_token")),
        (Some("商户1"), Some("密钥"), Some("令牌"))
    );
    assert_eq!(Credentials::from(acme(None)).get("access_token"), None);
}

#[test]
fn they_do_not_print() {
    assert_eq!(format!("{:?}", acme(Some("令牌"))), "Acme { .. }");
}
