#!/usr/bin/env python3
"""Makes the lists in this folder: calls of schemes, and signatures that another side makes of them with one mistake or
two, or with what is no usual mistake, so that nothing is named.

Nothing of Signwright is used: each text is put together here by hand, and signed with hashlib and hmac. `made` keeps how.
Run it as `python3 tests/mistakes/plant.py` in the root of the repository.
"""

import base64
import hashlib
import hmac
import json
import pathlib
from urllib.parse import quote, quote_plus

CALLS = []


class Made:
    """A signature, and in words how it was made."""

    def __init__(self, raw, how):
        self.raw, self.how, self.text = raw, how, raw.hex()

    def written(self, text, how):
        self.text, self.how = text, f"{how}({self.how})"
        return self

    def upper(self):
        return self.written(self.text.upper(), "upper")

    def base64(self):
        return self.written(base64.b64encode(self.raw).decode(), "base64")


def octets(text, charset="utf-8"):
    return text if isinstance(text, bytes) else text.encode(charset)


def shown(text, charset):
    return text.hex() if isinstance(text, bytes) else text + ("" if charset == "utf-8" else f" as {charset}")


def digest(text, name="md5", charset="utf-8"):
    return Made(hashlib.new(name, octets(text, charset)).digest(), f"{name}({shown(text, charset)})")


def keyed(key, text, name="sha256", charset="utf-8"):
    raw = hmac.new(octets(key), octets(text, charset), name).digest()
    return Made(raw, f"hmac_{name}({shown(key, 'utf-8')}, {shown(text, charset)})")


def call(scheme, request, siblings=()):
    CALLS.append({"scheme": scheme, "siblings": siblings, "request": request, "mistakes": [], "unnamed": []})


def plant(planted, made, sentence):
    CALLS[-1]["mistakes"].append(
        {"planted": planted, "made": made.how, "signature": made.text, "sentence": f"the other side {sentence}"}
    )


def unnamed(planted, made):
    CALLS[-1]["unnamed"].append({"planted": planted, "made": made.how, "signature": made.text})


def form(pairs, equals="=", between="&"):
    return between.join(f"{name}{equals}{value}" for name, value in pairs)


def by_name(pairs, **others):
    return sorted({**dict(pairs), **others}.items())


# --- the shared scheme of sorted pairs under MD5, with what it is given as it stands

PAIRS = {"b": "订单", "a": "1", "flag": "false", "memo": ""}
SENT = [(name, value) for name, value in by_name(PAIRS) if value]
TEXT = form(SENT)
call("shared/sorted-md5", {"credentials": {"secret": "pepper-花椒"}, "params": PAIRS})
KEY = "pepper-花椒"
plant("upper case", digest(f"{TEXT}&key={KEY}").upper(), "writes the hex of `signature` in upper case")
plant("secret in front only", digest(f"{KEY}{TEXT}"), "has `secret` in front in `string_to_sign`, not at the end")
plant("secret on both ends", digest(f"{KEY}{TEXT}{KEY}"), "has `secret` on both ends of `string_to_sign`")
plant("&key= left out", digest(f"{TEXT}{KEY}"), "has `secret` at the end of `string_to_sign` with nothing before it")
plant("secret left out", digest(TEXT), "leaves `secret` out of `string_to_sign`")
plant("secret empty", digest(f"{TEXT}&key="), "leaves `secret` out of `string_to_sign` and keeps what announces it")
plant("HMAC for MD5", keyed(KEY, f"{TEXT}&key={KEY}", "md5"), "takes an HMAC under `secret` in `signature`, not a plain digest")
plant("HMAC-SHA256 for MD5", keyed(KEY, f"{TEXT}&key={KEY}"), "takes an HMAC with SHA-256 under `secret` in `signature`, not a plain digest")
plant("HMAC of the pairs alone", keyed(KEY, TEXT, "md5"), "leaves `secret` out of `string_to_sign`, and takes an HMAC under `secret` in `signature`, not a plain digest")
plant("SHA-1", digest(f"{TEXT}&key={KEY}", "sha1"), "uses SHA-1 in `signature`")
plant("GBK", digest(f"{TEXT}&key={KEY}", charset="gbk"), "signs text in GBK, not in UTF-8")
plant("base64 of the digest", digest(f"{TEXT}&key={KEY}").base64(), "writes base64 with `+`, `/` and padding in `signature`, not hex")
plant("nothing between pairs", digest(f"{form(SENT, between='')}&key={KEY}"), "puts nothing between the items of `canonical`")
plant("nothing between name and value", digest(f"{form(SENT, equals='')}&key={KEY}"), "puts nothing between name and value in `canonical`")
plant("commas between pairs", digest(f"{form(SENT, between=',')}&key={KEY}"), "puts `,`, not `&`, between the items of `canonical`")
plant("colons between name and value", digest(f"{form(SENT, equals=':')}&key={KEY}"), "puts `:`, not `=`, between name and value in `canonical`")
plant("false dropped", digest(f"{form(pair for pair in SENT if pair[1] != 'false')}&key={KEY}"), "does not sign `flag`: `false` may be taken for empty there")
plant("empty kept", digest(f"{form(by_name(PAIRS))}&key={KEY}"), "keeps empty values: `memo` has no value")
plant("False of Python", digest(f"{form(by_name(PAIRS, flag='False')[:-1])}&key={KEY}"), "writes `flag` with a capital letter")
plant("two pairs less", digest(f"{form([('b', '订单')])}&key={KEY}"), "does not sign `a` and `flag`")
unnamed("another secret", digest(f"{TEXT}&key=salt"))
unnamed("digested twice", digest(digest(f"{TEXT}&key={KEY}").text))
unnamed("a pair more", digest(f"{TEXT}&z=9&key={KEY}"))

call("shared/sorted-md5", {
    "credentials": {"secret": "pepper-花椒"}, "params": PAIRS,
    "vars": {"before": KEY, "equals": "", "and": "", "after": KEY, "case": "upper"},
})
TEXT = form(SENT, "", "")
plant("lower case", digest(f"{KEY}{TEXT}{KEY}"), "writes the hex of `signature` in lower case")
plant("secret in front only", digest(f"{KEY}{TEXT}").upper(), "has `secret` in front only in `string_to_sign`")
plant("secret at the end only", digest(f"{TEXT}{KEY}").upper(), "has `secret` at the end only in `string_to_sign`")
plant("HMAC for MD5", keyed(KEY, TEXT, "md5").upper(), "leaves `secret` out of `string_to_sign`, and takes an HMAC under `secret` in `signature`, not a plain digest")
plant("with signs between", digest(f"{KEY}{form(SENT, between='&', equals='')}{KEY}").upper(), "puts `&` between the items of `canonical`")
plant("equals signs between", digest(f"{KEY}{form(SENT, '=', '')}{KEY}").upper(), "puts `=` between name and value in `canonical`")
plant("in lower case and GBK", digest(f"{KEY}{TEXT}{KEY}", charset="gbk"), "writes the hex of `signature` in lower case, and signs text in GBK, not in UTF-8")
plant("parts in lines", digest(f"{KEY}\r\n{TEXT}\r\n{KEY}").upper(), "puts `\\r\\n` between the parts of `string_to_sign`")

# --- the same scheme as a vendor's own file gives it its values

call("schemes/sorted-md5.yaml", {"at": "2019-01-21T13:00:28+08:00", "credentials": {"uid": "1000", "key": "密钥-58b3"}, "params": {"item.10": "茶", "item.2": "壶", "price": "1005.0"}})
KEY, PAIRS = "密钥-58b3", {"item.10": "茶", "item.2": "壶", "price": "1005.0", "uid": "1000", "timestamp": "1548046828"}
TEXT = form(by_name(PAIRS))
plant("upper case", digest(f"{TEXT}{KEY}").upper(), "writes the hex of `signature` in upper case")
plant("secret in front", digest(f"{KEY}{TEXT}"), "has `key` in front in `string_to_sign`, not at the end")
plant("&key= before it", digest(f"{TEXT}&key={KEY}"), "puts `&key=` before `key` in `string_to_sign`")
plant("HMAC for MD5", keyed(KEY, f"{TEXT}{KEY}", "md5"), "takes an HMAC under `key` in `signature`, not a plain digest")
plant("a.2 before a.10", digest(form([(name, PAIRS[name]) for name in ["item.2", "item.10", "price", "timestamp", "uid"]]) + KEY), "sorts names with the numbers in them by their value: `item.2` comes before `item.10`")
plant("time in milliseconds", digest(form(by_name(PAIRS, timestamp="1548046828000")) + KEY), "writes the time in milliseconds: it has `1548046828000` where we have `1548046828`")
plant("time eight hours off", digest(form(by_name(PAIRS, timestamp=str(1548046828 + 28800))) + KEY), "signs a time that is eight hours later")
plant("time eight hours off the other way", digest(form(by_name(PAIRS, timestamp=str(1548046828 - 28800))) + KEY), "signs a time that is eight hours earlier")
plant("zero cut", digest(form(by_name(PAIRS, price="1005")) + KEY), "writes `price` without the zeros behind the point")

# --- sorted pairs under HMAC

call("shared/sorted-hmac", {"credentials": {"secret": "pepper"}, "params": {"b": "订 单", "a": "x+y", "when": "1470042310"}, "vars": {"before": "pepper", "case": "upper"}})
TEXT = "a=x+y&b=订 单&when=1470042310"
plant("lower case", keyed("pepper", f"pepper{TEXT}"), "writes the hex of `signature` in lower case")
plant("secret left out of the text", keyed("pepper", TEXT).upper(), "leaves `secret` out of `string_to_sign`")
plant("plain digest", digest(f"pepper{TEXT}", "sha256").upper(), "takes a plain digest in `signature`, not an HMAC")
plant("plus as a blank", keyed("pepper", f"pepper{TEXT}".replace("+", " ")).upper(), "reads each `+` of `a` as a blank, as in a body that was not form-encoded")
plant("a given time eight hours off", keyed("pepper", f"pepper{TEXT}".replace("1470042310", "1470013510")).upper(), "has the time `when` -8 hours away")
plant("a given time in milliseconds", keyed("pepper", f"pepper{TEXT}000").upper(), "has `when` in milliseconds")

unnamed("a key of another algorithm", keyed(hashlib.md5(b"pepper").hexdigest(), f"pepper{TEXT}"))

# --- the time and the body under HMAC

BODY = '{"订单":1005.0,"id":9007199254740993,"rate":0.0000001,"price":1.50,"memo":null,"tag":"","list":[],"paid":false}'
call("shared/hmac-body", {"at": "2016-08-01T17:05:10+08:00", "credentials": {"secret": "pepper"}, "body": BODY})


def body(*changes):
    text = BODY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return keyed("pepper", f"1470042310.{text}")


def of(text):
    return keyed("pepper", f"1470042310.{text}")


ROUNDED, SHORT = ("9007199254740993", "9007199254740992"), ("1.50", "1.5")
plant("upper case", body().upper(), "writes the hex of `signature` in upper case")
plant("zeros cut", body(("1005.0", "1005"), SHORT), "writes numbers without the zeros behind the point in the JSON of the body")
plant("one zero kept", body(SHORT), "keeps one zero behind the point of numbers in the JSON of the body")
plant("ids rounded", body(ROUNDED), "rounds whole numbers past 2^53 in the JSON of the body")
plant("as JavaScript does", body(("1005.0", "1005"), SHORT, ROUNDED, ("0.0000001", "1e-7")), "writes numbers as doubles of JavaScript or Go in the JSON of the body")
plant("as Python does", body(SHORT, ("0.0000001", "1e-07")), "writes numbers with a point as floats of Python in the JSON of the body")
plant("as PHP does", body(("1005.0", "1005"), SHORT, ("0.0000001", "1.0e-7")), "writes numbers with a point as floats of PHP in the JSON of the body")
plant("null dropped", body((',"memo":null', "")), "drops members that are `null` in the JSON of the body")
plant("null and empty dropped", body((',"memo":null', ""), (',"tag":""', "")), "drops members that are `null` or empty text in the JSON of the body")
plant("all that is empty dropped", body((',"memo":null', ""), (',"tag":""', ""), (',"list":[]', "")), "drops members that are `null` or empty, lists and objects too, in the JSON of the body")
plant("what Go omits", body((',"memo":null', ""), (',"tag":""', ""), (',"list":[]', ""), (',"paid":false', "")), "drops members that are empty, `0`, `false` or `null` in the JSON of the body")
plant("null as a text", body((":null", ':"null"')), "writes `null` as a text in the JSON of the body")
plant("null as empty text", body((":null", ':""')), "writes `null` as empty text in the JSON of the body")
plant("false as a text", body((":false", ':"false"')), "writes `true` and `false` as texts in the JSON of the body")
plant("capital escapes", body(("订单", "\\u8BA2\\u5355")), "escapes what is not ASCII as `\\u4E2D`, with capital digits, in the JSON of the body")
plant("escapes", body(("订单", "\\u8ba2\\u5355")), "escapes what is not ASCII in the JSON of the body")
plant("body in GBK", keyed("pepper", f"1470042310.{BODY}", charset="gbk"), "signs text in GBK, not in UTF-8")
plant("body in base64", of(base64.b64encode(BODY.encode()).decode()), "signs the body in base64 in `string_to_sign`, not the body itself")
plant("digest of the body", of(hashlib.sha256(BODY.encode()).hexdigest()), "signs the SHA-256 digest of the body in `string_to_sign`, not the body itself")
plant("nothing between", keyed("pepper", f"1470042310{BODY}"), "puts nothing between the parts of `string_to_sign`")
plant("CRLF between", keyed("pepper", f"1470042310\r\n{BODY}"), "puts `\\r\\n`, not `.`, between the parts of `string_to_sign`")
plant("milliseconds", keyed("pepper", f"1470042310000.{BODY}"), "writes the time in milliseconds: it has `1470042310000` where we have `1470042310`")
plant("eight hours off", keyed("pepper", f"1470071110.{BODY}"), "signs a time that is eight hours later")
plant("plain digest of secret and text", digest(f"pepper1470042310.{BODY}", "sha256"), "takes a plain digest in `signature`, with `secret` before the text, not an HMAC")
plant("a new line behind the secret", keyed("pepper\n", f"1470042310.{BODY}"), "has the secret `secret` with a line end behind it")

unnamed("a body of another call", of(BODY.replace("订单", "运单")))
unnamed("a time of another second", keyed("pepper", f"1470042347.{BODY}"))

# --- a canonical request

call("shared/canonical-request", {
    "at": "2016-08-01T09:05:10Z", "url": "https://api.example.com/orders/a?b=2&%E5%90%8D=%E5%80%BC", "verb": "GET",
    "credentials": {"id": "acme", "secret": "pepper"}, "vars": {"region": "cn", "service": "shop"},
})
PATH, QUERY = "/orders/a", f"{quote('名')}={quote('值')}&b=2"


def canonical(verb="GET", path=PATH, query=QUERY, host="api.example.com", end="\n", secret="ACME4pepper", day="20160801", time="20160801T090510Z"):
    lines = [verb, path, query, f"host:{host}", f"x-date:{time}", "", "host;x-date", hashlib.sha256(b"").hexdigest()]
    text = end.join(["ACME4-HMAC-SHA256", time, f"{day}/cn/shop/acme4_request", hashlib.sha256(end.join(lines).encode()).hexdigest()])
    key = secret.encode()
    for part in [day, "cn", "shop", "acme4_request"]:
        key = hmac.new(key, part.encode(), "sha256").digest()
    made = keyed(key, text)
    made.how = f"canonical request of {verb} {path} {query} {host}, lines end with {end!r}, key of {secret}, {time}"
    return made


plant("upper case", canonical().upper(), "writes the hex of `signature` in upper case")
plant("path ends with a slash", canonical(path=PATH + "/"), "ends the path with `/`")
plant("port", canonical(host="api.example.com:443"), "has the port `:443` behind the host")
plant("query left out", canonical(query=""), "signs no parameter of the query")
plant("verb in lower case", canonical(verb="get"), "writes the verb in lower case")
plant("another verb", canonical(verb="POST"), "signs the verb `POST`")
plant("CRLF", canonical(end="\r\n"), "ends every line with CRLF, not LF")
plant("prefix of the key left out", canonical(secret="pepper"), "has `secret` alone in `secret_key`, without the text beside it")
plant("the last segment of the path alone", canonical(path="/a"), "signs the last segment of the path alone")

# --- an address and a form

call("schemes/twilio.yaml", {"url": "https://example.com/%E5%9B%9E%E8%B0%83/a?b=1", "credentials": {"token": "令牌-12345"}, "params": {"Name": "张 三+", "Digits": "1234"}})
TOKEN, PATH, PAIRS = "令牌-12345", "/" + quote("回调") + "/a", "Digits1234Name张 三+"


def webhook(text, **how):
    return keyed(TOKEN, text, "sha1", **how).base64()


plant("http for https", webhook(f"http://example.com{PATH}?b=1{PAIRS}"), "has `http` for `https`")
plant("port", webhook(f"https://example.com:443{PATH}?b=1{PAIRS}"), "has the port `:443` behind the host")
plant("query left out", webhook(f"https://example.com{PATH}{PAIRS}"), "leaves the query out")
plant("slash at the end", webhook(f"https://example.com{PATH}/?b=1{PAIRS}"), "ends the path with `/`")
plant("plus as a blank", webhook(f"https://example.com{PATH}?b=1Digits1234Name张 三 "), "reads each `+` of `Name` as a blank, as in a body that was not form-encoded")
plant("GBK", webhook(f"https://example.com{PATH}?b=1{PAIRS}", charset="gbk"), "signs text in GBK, not in UTF-8")

# --- OAuth 1: two secrets in one key

call("schemes/oauth1.yaml", {
    "at": "2016-08-01T17:05:10+08:00", "nonce": "n-1", "verb": "POST", "url": "https://photos.example.net/token",
    "credentials": {"consumer_key": "dpf43f3p2l4k3l03", "consumer_secret": "kd94hf93k423kf44", "token": "hh5s93j4hdidpola", "token_secret": "hdhd0244k9j7ao03"},
    "params": {"名": "好"},
})
QUERY = form(sorted((quote(name), quote(value)) for name, value in [
    ("oauth_consumer_key", "dpf43f3p2l4k3l03"), ("oauth_nonce", "n-1"), ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_timestamp", "1470042310"), ("oauth_token", "hh5s93j4hdidpola"), ("名", "好"),
]))
TEXT = f"POST&{quote('https://photos.example.net/token', safe='')}&{quote(QUERY, safe='')}"
FIRST, SECOND = "kd94hf93k423kf44", "hdhd0244k9j7ao03"


def oauth(key, text=TEXT, name="sha1"):
    return keyed(key, text, name).base64()


plant("without the token secret", oauth(f"{FIRST}&"), "leaves `token_secret` out of `secrets` and keeps what announces it")
plant("without the token secret and its sign", oauth(FIRST), "leaves `token_secret` out of `secrets`")
plant("without the consumer secret", oauth(f"&{SECOND}"), "leaves `consumer_secret` out of `secrets` and keeps what announces it")
plant("http for https", oauth(f"{FIRST}&{SECOND}", TEXT.replace("https", "http")), "has `http` for `https`")
plant("verb in lower case", oauth(f"{FIRST}&{SECOND}", TEXT.replace("POST", "post")), "writes the verb in lower case")
plant("SHA-256", oauth(f"{FIRST}&{SECOND}", name="sha256"), "uses SHA-256 in `signature`")
plant("GBK in percent-encoding", oauth(f"{FIRST}&{SECOND}", TEXT.replace(quote(quote("名"), safe=""), quote(quote("名", encoding="gbk"), safe="")).replace(quote(quote("好"), safe=""), quote(quote("好", encoding="gbk"), safe=""))), "signs text in GBK, not in UTF-8")

unnamed("another token's secret", oauth(f"{FIRST}&hdhd0244k9j7ao04"))
plant("the token's secret twice", oauth(f"{SECOND}&{SECOND}"), "uses `token_secret` where `consumer_secret` belongs")

# --- platforms of this repository

call("spec/wangdian-flagship", {
    "at": "2019-05-16T09:32:33+08:00", "credentials": {"sid": "wdtapi3", "key": "wdt_test", "appsecret": "testsecret:testsalt"},
    "method": "sales.TradeQuery.queryWithDetail", "params": {"page_size": "50", "page_no": "0", "calc_total": "0"},
    "body": '[{"remark":"发最好&&&的+"}]',
}, ["spec/wangdian-enterprise"])
BODY = '[{"remark":"发最好&&&的+"}]'
COMMON = {"sid": "wdtapi3", "key": "wdt_test", "salt": "testsalt", "method": "sales.TradeQuery.queryWithDetail", "v": "1.0", "timestamp": "232623153"}
PAGER = {"page_size": "50", "page_no": "0", "calc_total": "0"}


def flagship(pairs, front="testsecret", end="testsecret", charset="utf-8"):
    return digest(front + form(by_name(pairs), "", "") + end, charset=charset)


def sized(pairs, secret, size=len, charset="utf-8", between=";"):
    items = [f"{size(name):02}-{name}:{size(value):04}-{value}" for name, value in by_name(pairs)]
    return digest(between.join(items) + secret, charset=charset)


SIGNED = {**COMMON, **PAGER, "body": BODY}
LESS = lambda *names: {name: value for name, value in SIGNED.items() if name not in names}
plant("upper case", flagship(SIGNED).upper(), "writes the hex of `signature` in upper case")
plant("pager not signed", flagship(LESS(*PAGER)), "does not sign `page_size`, `page_no` and `calc_total`")
unnamed("three others not signed", flagship(LESS("salt", "v", "sid")))
unnamed("a page's size, the version and the salt not signed", flagship(LESS("page_size", "v", "salt")))
plant("page number not signed", flagship(LESS("page_no")), "does not sign `page_no`")
plant("body not signed", flagship(LESS("body")), "does not sign `body`")
plant("the whole secret", flagship(SIGNED, "testsecret:testsalt", "testsecret:testsalt"), "uses the whole of `appsecret` where `secret` belongs")
plant("the salt for the secret", flagship(SIGNED, "testsalt", "testsalt"), "uses `salt` where `secret` belongs")
plant("Unix time", flagship({**SIGNED, "timestamp": "1557970353"}), "writes the time since 1970-01-01 00:00:00 UTC: it has `1557970353` where we have `232623153`")
plant("milliseconds", flagship({**SIGNED, "timestamp": "232623153000"}), "writes the time in milliseconds: it has `232623153000` where we have `232623153`")
plant("Unix time in milliseconds", flagship({**SIGNED, "timestamp": "1557970353000"}), "writes the time in milliseconds since 1970-01-01 00:00:00 UTC: it has `1557970353000` where we have `232623153`")
unnamed("an epoch of other units", flagship({**SIGNED, "timestamp": "1556645005800"}))
plant("GBK", flagship(SIGNED, charset="gbk"), "signs text in GBK, not in UTF-8")
plant("spaces in the body", flagship({**SIGNED, "body": '[{"remark": "发最好&&&的+"}]'}), "puts spaces after `,` and `:` in the JSON of the body")

call("spec/wangdian-flagship", {**CALLS[-1]["request"], "params": {"page_no": "0", "calc_total": "0"}})
SIGNED = {**COMMON, "page_no": "0", "calc_total": "0", "body": BODY}
plant("pager not signed", flagship(LESS("page_no", "calc_total")), "does not sign `page_no` and `calc_total`: `0` may be taken for empty there")

call(CALLS[-2]["scheme"], CALLS[-2]["request"], ["spec/suning", "spec/wangdian-enterprise"])
SECRET = "testsecret:testsalt"
plant("the steps of the vendor's other platform", sized({**COMMON, **PAGER}, SECRET), "signs as `wangdian-enterprise` does")
plant("all of the vendor's other platform", sized({"sid": "wdtapi3", "appkey": "wdt_test", "timestamp": "1557970353", **PAGER}, SECRET), "signs as `wangdian-enterprise` does")
plant("its steps with the secret half", sized({**COMMON, **PAGER}, "testsecret"), "signs as `wangdian-enterprise` does, and uses `secret` where `appsecret` belongs")
plant("its steps, without the page's size", sized({name: value for name, value in {**COMMON, **PAGER}.items() if name != "page_size"}, SECRET), "signs as `wangdian-enterprise` does, and does not sign `page_size`")

BODY = '{"sn_request":{"sn_body":{"addItem":{"productName":"苏宁小店牛奶","price":1.50}}}}'
call("spec/suning", {
    "at": "2014-01-14T12:20:00+08:00", "credentials": {"appKey": "c9077bca", "appSecret": "ca4779e6-密"},
    "method": "suning.fourps.item.add", "format": "json", "body": BODY,
})


def suning(body=base64.b64encode(BODY.encode()).decode(), between="", time="2014-01-14 12:20:00"):
    return digest(between.join(["ca4779e6-密", "suning.fourps.item.add", time, "c9077bca", "v1.2", body]))


plant("body not in base64", suning(BODY), "signs the body itself in `string_to_sign`, not in base64")
plant("body in GBK", suning(base64.b64encode(BODY.encode("gbk")).decode()), "signs the body in GBK, not in UTF-8")
plant("line ends between", suning(between="\n"), "puts `\\n` between the parts of `string_to_sign`")
plant("time in UTC", suning(time="2014-01-14 04:20:00"), "writes the time at UTC+00:00: it has `2014-01-14 04:20:00` where we have `2014-01-14 12:20:00`")
plant("zero cut in the body", suning(base64.b64encode(BODY.replace("1.50", "1.5").encode()).decode()), "writes numbers without the zeros behind the point in the JSON of the body")

call("spec/wangdian-enterprise", {
    "at": "2016-08-01T17:05:10+08:00", "credentials": {"sid": "test2", "appkey": "test2-xx", "appsecret": "12345-密"},
    "method": "vip_trade_modify.php", "params": {"trade_no": "订单1", "page_no": "0"},
}, ["spec/wangdian-flagship"])
PAIRS = {"sid": "test2", "appkey": "test2-xx", "timestamp": "1470042310", "trade_no": "订单1", "page_no": "0"}


def enterprise(pairs=PAIRS, **how):
    return sized(pairs, "12345-密", **how)


def in_gbk(text):
    return len(text.encode("gbk"))


plant("upper case", enterprise().upper(), "writes the hex of `signature` in upper case")
plant("GBK", enterprise(charset="gbk"), "signs text in GBK, not in UTF-8")
plant("GBK and its lengths", enterprise(size=in_gbk, charset="gbk"), "signs text in GBK, not in UTF-8, and counts its bytes")
plant("zero dropped", enterprise({name: value for name, value in PAIRS.items() if value != "0"}), "does not sign `page_no`: `0` may be taken for empty there")
plant("as the vendor's other platform", digest("12345-密" + form(by_name(PAIRS), "", "") + "12345-密"), "signs as `wangdian-flagship` does")
plant("another separator", enterprise(between="&"), "puts `&`, not `;`, between the items of `canonical`")

for name, begins in {"shared": "shared/", "schemes": "schemes/", "platforms": "spec/"}.items():
    calls = [call for call in CALLS if call["scheme"].startswith(begins)]
    text = json.dumps(calls, ensure_ascii=False, indent=1) + "\n"
    pathlib.Path(__file__).with_name(f"{name}.json").write_text(text, encoding="utf-8")
