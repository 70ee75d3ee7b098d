// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/replyguard.h"

#include "base/errorcodes.h"
#include "net/tlsfailure.h"

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

QString seconds(std::chrono::milliseconds time)
{
    return u"%1 s"_s.arg(static_cast<double>(time.count()) / 1000.0);
}

QString throughProxy(const Route &route)
{
    return route.proxy.isEmpty() ? QString() : u" (through the proxy %1)"_s.arg(route.proxy);
}

QString placeOf(const QNetworkReply *reply)
{
    if (const ReplyGuard *guard = ReplyGuard::of(reply); guard && !guard->route().place.isEmpty())
        return guard->route().place;
    const QUrl url = reply->url();
    return u"%1:%2"_s.arg(url.host(QUrl::EncodeUnicode)).arg(url.port(url.scheme() == "http"_L1 ? 80 : 443));
}

/// From 3xx on Qt reports the status itself as an error in 201…499, for a redirected POST with its own words.
bool isStatusError(const QNetworkReply *reply)
{
    return statusOf(reply) >= 300 && reply->error() > QNetworkReply::UnknownProxyError
        && reply->error() != QNetworkReply::ProtocolFailure;
}

/// Of the body, as the header tells it; less than zero when it makes no sense. Repeated with the same value
/// it is one, RFC 9110 §8.6.
qint64 lengthOf(const QNetworkReply *reply)
{
    const QList<QByteArray> values = reply->rawHeader("Content-Length").split(',');
    const QByteArray first = values.first().trimmed();
    const bool isOne = std::all_of(
        values.cbegin(), values.cend(), [&](const QByteArray &value) { return value.trimmed() == first; });
    const bool isNumber
        = std::all_of(first.cbegin(), first.cend(), [](char c) { return c >= '0' && c <= '9'; });
    bool isInRange = false;
    const qint64 length = first.toLongLong(&isInRange);
    return isOne && isNumber && isInRange ? length : -1;
}

/// RFC 9112 §6.3, from what arrived. How Qt meets the end of a connection, reading, waiting, or about to send
/// the request again, is a matter of timing, and so is its error.
bool isWhole(const QNetworkReply *reply, qint64 received)
{
    const int status = statusOf(reply);
    const QNetworkReply::NetworkError error = reply->error();
    const bool isEnd
        = error == QNetworkReply::RemoteHostClosedError || error == QNetworkReply::ContentReSendError;
    if (status == 0 || (error != QNetworkReply::NoError && !isEnd && !isStatusError(reply)))
        return false;
    if (reply->operation() == QNetworkAccessManager::HeadOperation || status < 200 || status == 204
        || status == 304)
        return true;
    if (reply->rawHeader("Transfer-Encoding").toLower().contains("chunked")) // only Qt sees the last chunk
        return !isEnd || (error == QNetworkReply::ContentReSendError && (status == 307 || status == 308));
    return !reply->hasRawHeader("Content-Length") || lengthOf(reply) == received;
}

/// A handshake that failed, or an alert after it: TLS 1.3 asks for client certificates when the request is
/// already on its way.
bool isTlsFailure(const QNetworkReply *reply)
{
    return reply->error() == QNetworkReply::SslHandshakeFailedError
        || (reply->url().scheme() == "https"_L1 && statusOf(reply) == 0 && isTlsText(reply->errorString()));
}

base::Error explainTls(const QNetworkReply *reply)
{
    TlsFailure failure{ .place = placeOf(reply),
        .host = reply->url().host(QUrl::EncodeUnicode),
        .chain = reply->sslConfiguration().peerCertificateChain(),
        .libraryText = reply->errorString() };
    if (const ReplyGuard *guard = ReplyGuard::of(reply)) {
        failure.host = guard->route().host;
        failure.errors = guard->tlsErrors();
        failure.hasClientCertificate = guard->route().hasClientCertificate;
        failure.proxy = guard->route().proxy;
    }
    return explain(failure);
}

/// Behind a proxy whatever happens before the request could be written happened there: Qt has names of its
/// own for some of it only.
bool isProxyError(const QNetworkReply *reply)
{
    const ReplyGuard *guard = ReplyGuard::of(reply);
    const bool isNamed = reply->error() >= QNetworkReply::ProxyConnectionRefusedError
        && reply->error() <= QNetworkReply::UnknownProxyError;
    const bool isUnnamed = reply->error() <= QNetworkReply::UnknownNetworkError
        && reply->error() != QNetworkReply::NoError
        && reply->error() != QNetworkReply::SslHandshakeFailedError
        && reply->error() != QNetworkReply::OperationCanceledError;
    return isNamed || (guard && !guard->route().proxy.isEmpty() && !guard->wasSent() && isUnnamed);
}

/// What happened at the proxy, without a full stop.
QString whatTheProxyDid(const QNetworkReply *reply)
{
    switch (reply->error()) {
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ConnectionRefusedError:
        return u"the connection was refused there"_s;
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::RemoteHostClosedError:
        return u"it closed the connection"_s;
    case QNetworkReply::ProxyNotFoundError:
        return u"there is no such host"_s;
    case QNetworkReply::ProxyTimeoutError:
        return u"it did not answer in time"_s;
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return u"it asks for a name and a password, or does not accept those it was given"_s;
    default: // Qt's enum, not ours
        return u"it did not let the request through"_s;
    }
}

/// What happened, without a full stop: "the connection was refused".
QString whatHappened(const QNetworkReply *reply)
{
    if (statusOf(reply) != 0 && reply->hasRawHeader("Content-Length") && lengthOf(reply) < 0)
        return u"the answer was not valid HTTP"_s;
    if (isStatusError(reply))
        return u"the connection was closed before the whole answer had arrived"_s;
    if (isTlsFailure(reply))
        return explainTls(reply).message.chopped(1);
    if (isProxyError(reply)) {
        const ReplyGuard *guard = ReplyGuard::of(reply);
        return u"the proxy %1 was asked, and %2"_s.arg(
            guard ? guard->route().proxy : QString(), whatTheProxyDid(reply));
    }
    switch (reply->error()) {
    case QNetworkReply::NoError:
    case QNetworkReply::ConnectionRefusedError:
        return u"the connection was refused"_s;
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
        return u"the connection was closed before the whole answer had arrived"_s;
    case QNetworkReply::HostNotFoundError:
        return u"there is no such host"_s;
    case QNetworkReply::TimeoutError:
        return u"the connection timed out"_s;
    case QNetworkReply::OperationCanceledError:
        return u"it was stopped"_s;
    case QNetworkReply::SslHandshakeFailedError: // see above
        return u"the encrypted connection could not be established"_s;
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        return u"the network went away"_s;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError: // see above
        return u"the proxy did not let it through"_s;
    case QNetworkReply::ProtocolFailure:
        return u"the answer was not valid HTTP"_s;
    default: // Qt's enum, not ours; its words for the errors after these quote the whole URL
        return reply->error() <= QNetworkReply::UnknownProxyError ? reply->errorString()
                                                                  : u"the answer could not be read"_s;
    }
}

} // namespace

Headers headersOf(const QNetworkReply *reply)
{
    Headers headers;
    for (const auto &[name, value] : reply->rawHeaderPairs())
        headers.append(name, value);
    return headers;
}

int statusOf(const QNetworkReply *reply)
{
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool StrictNetworkAccessManager::isAnswered(const QNetworkReply *reply)
{
    const ReplyGuard *guard = ReplyGuard::of(reply);
    return guard && guard->isWhole();
}

QString failureOf(const QNetworkReply *reply)
{
    if (StrictNetworkAccessManager::isAnswered(reply))
        return {};
    if (StrictNetworkAccessManager::wasStopped(reply))
        return StrictNetworkAccessManager::stoppedBy(reply).message;
    return whatHappened(reply);
}

base::Error networkError(const QNetworkReply *reply, const QString &what)
{
    if (StrictNetworkAccessManager::wasStopped(reply))
        return StrictNetworkAccessManager::stoppedBy(reply);
    base::Error error{ .kind = base::ErrorKind::Network,
        .code = base::code::unreachable,
        .exchange = StrictNetworkAccessManager::exchangeOf(reply) };
    if (isTlsFailure(reply)) {
        base::Error tls = explainTls(reply);
        tls.exchange = error.exchange;
        return tls;
    }
    if (reply->error() == QNetworkReply::TimeoutError)
        error.code = base::code::timedOut;
    error.message = u"%1: no usable answer from %2; %3."_s.arg(
        what.isEmpty() ? u"Request"_s : what, placeOf(reply), whatHappened(reply));
    const ReplyGuard *guard = ReplyGuard::of(reply);
    if (isProxyError(reply)) {
        error.nextStep = reply->error() == QNetworkReply::ProxyAuthenticationRequiredError
            ? u"Put the name and the password into the system's proxy settings, or into the variable "
              "https_proxy."_s
            : u"Check the system's proxy settings and the variables https_proxy and no_proxy."_s;
    } else if (guard && !guard->route().proxy.isEmpty()) {
        error.message.chop(1);
        error.message += throughProxy(guard->route()) + u'.';
    }
    return error;
}

ReplyGuard::ReplyGuard(QNetworkReply *reply, ExchangeLog *log, ExchangeId exchange,
    const RequestLimits &limits, Route route, bool isStreaming)
    : QObject(reply)
    , m_reply(reply)
    , m_log(log)
    , m_exchange(exchange)
    , m_limits(limits)
    , m_route(std::move(route))
    , m_isStreaming(isStreaming)
{
    connect(reply, &QNetworkReply::sslErrors, this,
        [this](const QList<QSslError> &errors) { m_tlsErrors = errors; }); // nobody ever ignores them
    connect(reply, &QNetworkReply::socketStartedConnecting, this, [this] {
        if (m_log)
            m_log->connecting(m_exchange);
    });
    connect(reply, &QNetworkReply::encrypted, this, [this] {
        if (m_log)
            m_log->encrypted(m_exchange);
    });
    connect(reply, &QNetworkReply::requestSent, this, [this] {
        m_isSent = true;
        if (m_log)
            m_log->sent(m_exchange);
    });
    connect(reply, &QNetworkReply::metaDataChanged, this, [this] {
        alive();
        noteHeaders();
    });
    connect(reply, &QNetworkReply::readyRead, this, &ReplyGuard::bytesArrived);
    connect(reply, &QNetworkReply::uploadProgress, this, &ReplyGuard::alive);
    connect(reply, &QNetworkReply::finished, this, &ReplyGuard::finished);
    m_idle.setSingleShot(true);
    m_total.setSingleShot(true);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        stop(base::code::timedOut,
            u"%1%2 sent nothing for %3. It was stopped."_s.arg(
                placeOf(m_reply), throughProxy(m_route), seconds(m_limits.idle)));
    });
    connect(&m_total, &QTimer::timeout, this, [this] {
        stop(base::code::timedOut,
            u"The answer of %1%2 was not complete after %3. It was stopped."_s.arg(
                placeOf(m_reply), throughProxy(m_route), seconds(m_limits.total)));
    });
    alive();
    if (m_limits.total.count() > 0)
        m_total.start(m_limits.total);
}

ReplyGuard::ReplyGuard(QNetworkReply *reply, base::Error refusal)
    : QObject(reply), m_reply(reply), m_stopped(std::move(refusal))
{
}

ReplyGuard::~ReplyGuard()
{
    // A reply that is deleted while it runs never says finished; one that is streamed may have lost its
    // reader.
    if (m_log)
        m_log->end(m_exchange, {}, u"it was stopped"_s, m_received);
}

const ReplyGuard *ReplyGuard::of(const QNetworkReply *reply)
{
    return reply ? reply->findChild<const ReplyGuard *>(QString(), Qt::FindDirectChildrenOnly) : nullptr;
}

void ReplyGuard::alive()
{
    if (m_limits.idle.count() > 0)
        m_idle.start(m_limits.idle);
}

void ReplyGuard::noteHeaders()
{
    if (m_isHeaderKnown || statusOf(m_reply) == 0)
        return;
    m_isHeaderKnown = true;
    if (m_log)
        m_log->headersArrived(m_exchange, statusOf(m_reply), headersOf(m_reply));
}

void ReplyGuard::bytesArrived()
{
    alive();
    m_received = m_reply->bytesAvailable() + (m_isStreaming ? m_received : 0);
    if (m_limits.maxBytes > 0 && m_received > m_limits.maxBytes)
        stop(base::code::tooLarge,
            u"The answer of %1 is larger than %2 bytes. It was stopped there, and nothing of it was used."_s
                .arg(placeOf(m_reply))
                .arg(m_limits.maxBytes));
}

void ReplyGuard::finished()
{
    m_idle.stop();
    m_total.stop();
    noteHeaders();
    const qint64 unread = m_reply->bytesAvailable();
    const qint64 size = m_isStreaming ? m_received + unread : qMax(m_received, unread);
    m_isWhole = !m_stopped && net::isWhole(m_reply, size);
    if (m_isStreaming || !m_log)
        return;
    m_log->end(m_exchange, m_reply->isOpen() ? beginning() : m_partial, failureOf(m_reply), size);
}

QByteArray ReplyGuard::beginning() const
{
    return m_reply->peek(qMin(m_reply->bytesAvailable(), qint64(ExchangeLog::maxRead)));
}

void ReplyGuard::stop(const QString &errorCode, const QString &message)
{
    if (m_reply->isFinished() || m_stopped)
        return;
    m_stopped = base::Error{
        .kind = base::ErrorKind::Network, .code = errorCode, .message = message, .exchange = m_exchange
    };
    if (!m_isStreaming)
        m_partial = beginning();
    m_reply->abort(); // says finished before it returns
}

} // namespace authscope::net
