//! The whole of an answer: what stands below the reply's root is put where the platform has it, with the status and the
//! headers that belong to it.

use signwright_runtime::Node;
use signwright_runtime::model::{DocumentFormat, Endpoint, Reply, ReplyShape, Statuses, Travels};
use signwright_runtime::reply;

use crate::{answer, fulfil};

/// An answer that only has to be written.
pub(crate) struct Composed<'m> {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// The document; `None` is no body.
    pub(crate) document: Option<Node<'m>>,
}

/// A success: `response` has the members of the response's table.
pub(crate) fn success<'m>(
    reply: &Reply<'m>,
    endpoint: &'m Endpoint<'m>,
    response: Node<'m>,
    format: DocumentFormat,
) -> Composed<'m> {
    let shape = reply.of_success();
    let named = endpoint.success.and_then(|success| success.statuses());
    let named = named.or_else(|| shape.success.and_then(|success| success.statuses()));
    let (mut headers, response) = apart(endpoint, response);
    for success in shape.success.iter().chain(&endpoint.success) {
        fulfil::headers(success, &mut headers);
    }
    // Without rows and without a status that says success, the document itself does.
    let is_bodiless = !endpoint.has_body() && (named.is_some() || shape.success.is_none());
    if is_bodiless {
        // Of all good statuses the one that says that there is no body.
        let status = named.map_or(204, |named| if named == Statuses::hundred(2) { 204 } else { named.first });
        return Composed { status, headers, document: None };
    }
    let data = endpoint.data.unwrap_or(shape.data);
    let below_root = if data.is_empty() {
        fulfil::completed(response, shape.success.as_ref(), endpoint.response())
    } else {
        let mut envelope = fulfil::succeeding(shape.success.as_slice(), None);
        answer::put(&mut envelope, data, |_| response, None);
        envelope
    };
    let document = answer::document(below_root, root(&shape, Some(endpoint)), format);
    Composed { status: named.map_or(200, |named| named.first), headers, document: Some(document) }
}

/// A refusal, below the root of its shape.
pub(crate) fn refusal<'m>(
    reply: &Reply<'m>,
    endpoint: Option<&'m Endpoint<'m>>,
    below_root: Node<'m>,
    (status, headers): (Option<u16>, Vec<(String, String)>),
    format: DocumentFormat,
) -> Composed<'m> {
    let shape = reply.of_refusal();
    // Where a status says success, another says that it is none.
    let by_status = reply.of_success().success.and_then(|success| success.statuses()).is_some();
    let status = status.unwrap_or(if by_status { 400 } else { 200 });
    let document = answer::document(below_root, root(&shape, endpoint), format);
    Composed { status, headers, document: Some(document) }
}

/// The names that lead to a shape. Where no endpoint was found, they are those of one without a name.
fn root(shape: &ReplyShape<'_>, endpoint: Option<&Endpoint<'_>>) -> Vec<String> {
    reply::root(shape, endpoint.unwrap_or(&Endpoint::PLAIN)).unwrap_or_default()
}

/// The rows that stand in headers, and what is left for the body: the record, or the row that is the whole document.
fn apart<'m>(endpoint: &Endpoint<'m>, response: Node<'m>) -> (Vec<(String, String)>, Node<'m>) {
    let Node::Map(entries) = response else { return (Vec::new(), response) };
    let fields = endpoint.response().record().fields;
    let travels = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.travels);
    let (mut headers, mut members, mut document) = (Vec::new(), Vec::new(), None);
    for (name, node) in entries {
        match travels(&name) {
            Some(Travels::Header) => headers.extend(node.as_text().map(|text| (name.into_owned(), text.into_owned()))),
            Some(Travels::Document) => document = Some(node),
            _ => members.push((name, node)),
        }
    }
    (headers, document.unwrap_or(Node::map(members)))
}

#[cfg(test)]
mod tests {
    use signwright_runtime::json;
    use signwright_runtime::model::v1::{platform, tables};
    use signwright_runtime::model::{Escape, Offset, PlatformText, Tables};

    use super::*;

    static PLATFORM: PlatformText = platform(
        r#"
platform: acme
zone: "+08:00"
environments: { test: https://acme.example/api }
credentials: { key: secret }
common: { $in: query, sign: { type: "varchar! = {signature}" } }
wire: { verb: POST, url: "{environment}", body: form }
signing: { signature: "{credential.key | md5 | hex}" }
reply:
  - root: 错误
    code: code
  - root: "{endpoint | replace('.', '_')}_response"
    success: HTTP 2xx and 成功 = true
    data: 数据
    code: code
"#,
    );
    static GET: Tables = tables(
        "
endpoint
  name    orders.get

response
  订单    Object
  X-Used  header int
",
    );
    static CLOSE: Tables = tables(
        "
endpoint
  name    orders.close

response
",
    );
    static TOKEN: Tables = tables(
        "
endpoint
  name  token.get
  data  \"\"

response
  令牌  varchar
",
    );
    static BARE: Tables = tables(
        "
endpoint
  name     trades
  data     \"\"
  success  HTTP 201

response
  trades   document Object[]
",
    );

    fn written(composed: &Composed<'_>) -> String {
        let style = json::Style::new(Escape::Minimal, Offset::UTC);
        composed.document.as_ref().map_or_else(String::new, |node| json::write(node, style).unwrap())
    }

    #[test]
    fn an_answer_stands_where_the_platform_has_it() {
        let reply = &PLATFORM.platform().unwrap().reply;
        let response = |text| json::parse(text, signwright_runtime::Limits::default()).unwrap();
        let [get, close, token, bare] = [&GET, &CLOSE, &TOKEN, &BARE].map(|tables| tables.endpoint().unwrap());
        let of_get = success(reply, get, response(r#"{"订单":"一😀","X-Used":45}"#.as_bytes()), DocumentFormat::Json);
        assert_eq!((of_get.status, of_get.headers.as_slice()), (200, &[("X-Used".to_owned(), "45".to_owned())][..]));
        assert_eq!(written(&of_get), r#"{"orders_get_response":{"成功":"true","数据":{"订单":"一😀"}}}"#);
        let by_address = Endpoint { name: "GET /v3/orders/{no}", ..*get };
        let by_address = success(reply, Box::leak(Box::new(by_address)), response(b"{}"), DocumentFormat::Json);
        assert_eq!(written(&by_address), r#"{"/v3/orders/{no}_response":{"成功":"true","数据":{}}}"#);
        let of_close = success(reply, close, response(b"{}"), DocumentFormat::Json);
        assert_eq!((of_close.status, of_close.document.is_none()), (204, true));
        // What tells a success stands beside the table; an answer that says otherwise keeps it.
        for (given, answered) in [
            (r#"{"令牌":"t"}"#, r#"{"token_get_response":{"令牌":"t","成功":"true"}}"#),
            (r#"{"成功":false}"#, r#"{"token_get_response":{"成功":false}}"#),
        ] {
            let of_token = success(reply, token, response(given.as_bytes()), DocumentFormat::Json);
            assert_eq!(written(&of_token), answered);
        }
        let of_bare = success(reply, bare, response(br#"{"trades":[1]}"#), DocumentFormat::Json);
        assert_eq!((of_bare.status, written(&of_bare).as_str()), (201, r#"{"trades_response":[1]}"#));
        for (stated, status) in [(None, 400), (Some(401), 401)] {
            let refused =
                refusal(reply, Some(get), response(br#"{"code":7}"#), (stated, Vec::new()), DocumentFormat::Json);
            assert_eq!((refused.status, written(&refused).as_str()), (status, r#"{"错误":{"code":7}}"#));
        }
    }
}
