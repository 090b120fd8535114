//! What can go wrong between a request and its answer: one list for both transports, so that the same event is told in
//! the same way by each.

use std::io::ErrorKind;

use crate::transport::{Phase, TransportError};

/// What happened. Names no address and nothing of a request or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The address is none of HTTP's.
    Address,
    NoHost,
    /// Why, in the system's words.
    NoConnection(ErrorKind),
    NoConnectionInTime,
    NoTls,
    NoTlsInTime,
    Untrusted,
    NoAnswerInTime,
    NoWholeAnswerInTime,
    Broken(ErrorKind),
    BrokenInAnswer(ErrorKind),
    TooLong(u64),
    NotHttp(&'static str),
    /// The host demands a client's certificate, or refuses the one it was shown.
    ClientRefused,
    /// There is no way through the proxy, and it has seen nothing of the request.
    Proxy(ProxyFault),
}

/// What can go wrong between here and a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProxyFault {
    NoHost,
    NoConnection(ErrorKind),
    Late,
    Broken(ErrorKind),
    NotHttp(&'static str),
    /// It demands a login, or another one.
    Login,
    /// With this status.
    Refused(u16),
}

impl Fault {
    /// The same, where it was a proxy that was being reached.
    pub(super) fn of_proxy(self) -> Self {
        Self::Proxy(match self {
            Self::NoHost => ProxyFault::NoHost,
            Self::NoConnection(kind) => ProxyFault::NoConnection(kind),
            Self::NoConnectionInTime => ProxyFault::Late,
            Self::NotHttp(what) => ProxyFault::NotHttp(what),
            fault => return fault,
        })
    }
}

impl From<ProxyFault> for Fault {
    fn from(fault: ProxyFault) -> Self {
        Self::Proxy(fault)
    }
}

impl From<ProxyFault> for TransportError {
    fn from(fault: ProxyFault) -> Self {
        let message = match fault {
            ProxyFault::NoHost => "there is no such host as the proxy's",
            ProxyFault::NoConnection(ErrorKind::ConnectionRefused) => "the connection to the proxy was refused",
            ProxyFault::NoConnection(_) => "there is no connection to the proxy",
            ProxyFault::Late => "the proxy gave no connection in time",
            ProxyFault::Broken(_) => "the proxy closed the connection before it answered",
            ProxyFault::Login => "the proxy demands a login, or another one (407): give it with the proxy's address",
            ProxyFault::NotHttp(what) => return Self::not_sent(format!("the proxy's answer is not HTTP: {what}")),
            ProxyFault::Refused(status) => {
                return Self::not_sent(format!("the proxy refused to connect to the host, with status {status}"));
            }
        };
        let error = Self::not_sent(message);
        match fault {
            ProxyFault::NoConnection(kind) | ProxyFault::Broken(kind) => error.with_source(std::io::Error::from(kind)),
            ProxyFault::Late => error.with_source(std::io::Error::from(ErrorKind::TimedOut)),
            _ => error,
        }
    }
}

impl From<Fault> for TransportError {
    fn from(fault: Fault) -> Self {
        let (phase, message) = match fault {
            Fault::Address => (Phase::NotSent, "this is no address that HTTP has"),
            Fault::NoHost => (Phase::NotSent, "there is no such host"),
            Fault::NoConnection(ErrorKind::ConnectionRefused) => (Phase::NotSent, "the connection was refused"),
            Fault::NoConnection(_) => (Phase::NotSent, "there is no connection"),
            Fault::NoConnectionInTime => (Phase::NotSent, "there was no connection in time"),
            Fault::NoTls => (Phase::NotSent, "there is no secure connection"),
            Fault::NoTlsInTime => (Phase::NotSent, "there was no secure connection in time"),
            Fault::Untrusted => (Phase::NotSent, "the host's certificate is not trusted"),
            Fault::ClientRefused => (
                Phase::NotSent,
                "the host demands a client certificate, or refused the one of this transport's settings",
            ),
            Fault::Proxy(fault) => return fault.into(),
            // From here on the request may have arrived, whatever became of the answer.
            Fault::NoAnswerInTime => (Phase::Unknown, "there was no answer in time"),
            Fault::NoWholeAnswerInTime => (Phase::Unknown, "the answer began and did not end in time"),
            Fault::Broken(_) => (Phase::Unknown, "the connection broke before there was an answer"),
            Fault::BrokenInAnswer(_) => (Phase::Unknown, "the connection broke inside the answer"),
            Fault::TooLong(limit) => return Self::unknown(format!("the answer is longer than {limit} bytes")),
            Fault::NotHttp(what) => return Self::unknown(format!("the answer is not HTTP: {what}")),
        };
        let error = match phase {
            Phase::NotSent => Self::not_sent(message),
            Phase::Unknown => Self::unknown(message),
        };
        match fault {
            // The library's own error may quote the address with its query; its kind says enough.
            Fault::NoConnection(kind) | Fault::Broken(kind) | Fault::BrokenInAnswer(kind) => {
                error.with_source(std::io::Error::from(kind))
            }
            Fault::NoConnectionInTime | Fault::NoTlsInTime | Fault::NoAnswerInTime | Fault::NoWholeAnswerInTime => {
                error.with_source(std::io::Error::from(ErrorKind::TimedOut))
            }
            _ => error,
        }
    }
}
