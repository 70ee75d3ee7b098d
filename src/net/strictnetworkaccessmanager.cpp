// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/strictnetworkaccessmanager.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "base/urlguard.h"
#include "net/replyguard.h"

#include <QNetworkProxyFactory>

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

/// A body that can be read once: when a connection breaks, Qt up to 6.8 sends a request a second time if it
/// can rewind the body, and a code or a refresh token used twice costs the grant.
class OnceDevice : public QIODevice {
public:
    explicit OnceDevice(QByteArray data) : m_data(std::move(data)) { open(QIODevice::ReadOnly); }

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override { return m_data.size() - m_at + QIODevice::bytesAvailable(); }
    bool atEnd() const override { return bytesAvailable() == 0; }
    bool seek(qint64) override { return false; } // how Qt asks whether it may send again

protected:
    qint64 readData(char *to, qint64 size) override
    {
        const qint64 count = qMin(size, qint64(m_data.size()) - m_at);
        if (count == 0)
            return -1;
        std::copy_n(m_data.constData() + m_at, count, to);
        m_at += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_data;
    qint64 m_at = 0;
};

/// Without a proxy Qt reads plain sockets without a buffer. Then an answer that is there as soon as the
/// request is written is read in a state in which Qt knows nothing of reading: the end of the connection
/// counts as the end of whatever came, so a body cut in a chunk passes as whole and a whole one that ends
/// with the connection as broken, and the request is sent again. A socket for which a proxy may still be
/// chosen has a buffer, and with it none of this. The proxies are those of the settings.
class BufferedSockets : public QNetworkProxyFactory {
public:
    explicit BufferedSockets(std::shared_ptr<NetworkSettings> settings) : m_settings(std::move(settings)) { }

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        const QUrl url = query.url();
        // An address in place of a name is only ever used where there is no proxy.
        const bool isDirect = m_settings->hosts.isInUse(url.host(QUrl::EncodeUnicode));
        const QNetworkProxy proxy
            = isDirect ? QNetworkProxy(QNetworkProxy::NoProxy) : m_settings->proxies.find(url);
        return { proxy.type() == QNetworkProxy::NoProxy ? QNetworkProxy(QNetworkProxy::DefaultProxy)
                                                        : proxy };
    }

private:
    std::shared_ptr<NetworkSettings> m_settings;
};

/// Was never sent, and says so from the event loop.
class RefusedReply : public QNetworkReply {
public:
    RefusedReply(QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
        const base::Error &error, QObject *parent)
        : QNetworkReply(parent)
    {
        setOperation(operation);
        setRequest(request);
        setUrl(request.url());
        open(QIODevice::ReadOnly);
        setError(OperationCanceledError, error.message);
        QMetaObject::invokeMethod(
            this,
            [this] {
                setFinished(true);
                Q_EMIT errorOccurred(OperationCanceledError);
                Q_EMIT finished();
            },
            Qt::QueuedConnection);
    }
    void abort() override { }

protected:
    qint64 readData(char *, qint64) override { return -1; }
};

bool isToken(QByteArrayView name)
{
    static constexpr QByteArrayView extra = "!#$%&'*+-.^_`|~";
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || extra.contains(c);
    });
}

base::Error unsafe(const QString &errorCode, const QString &message)
{
    return { .kind = base::ErrorKind::ServerBrokeRule,
        .code = errorCode,
        .message = message + u" The request was not sent."_s,
        .rule = u"RFC 9110 §5.5"_s };
}

std::optional<base::Error> checkHeader(const QByteArray &name, const QByteArray &value)
{
    if (name.compare("Authorization", Qt::CaseInsensitive) == 0) {
        const qsizetype blank = value.indexOf(' ');
        const QByteArray scheme = value.left(qMax<qsizetype>(blank, 0)).toLower();
        const bool isOurs = scheme == "bearer" || scheme == "dpop";
        if (value.contains('\r') || value.contains('\n'))
            return unsafe(
                base::code::malformedToken, u"This is not a valid token: it contains a line break."_s);
        if (!base::isHeaderSafe(value) || (isOurs && !base::isBearerToken(value.mid(blank + 1))))
            return unsafe(base::code::malformedToken,
                u"This is not a valid token: it contains characters that may not stand in a request."_s);
        return std::nullopt;
    }
    if (!isToken(name) || !base::isHeaderSafe(value))
        return unsafe(base::code::unsafeHeader,
            u"The value of the header field “%1” contains characters that may not stand in a request."_s.arg(
                base::cleaned(name)));
    return std::nullopt;
}

std::optional<base::Error> checkRequest(const QNetworkRequest &request, const QIODevice *body)
{
    const auto url = base::guardUrl(request.url().toEncoded(), u"The address"_s);
    if (!url)
        return url.error();
    for (const QByteArray &name : request.rawHeaderList()) {
        if (auto error = checkHeader(name, request.rawHeader(name)))
            return error;
    }
    const QByteArray verb = request.attribute(QNetworkRequest::CustomVerbAttribute).toByteArray();
    if (!verb.isEmpty() && !isToken(verb))
        return unsafe(base::code::unsafeHeader, u"“%1” is not an HTTP method."_s.arg(base::cleaned(verb)));
    if (body && (body->isSequential() || !body->isReadable()))
        return base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message = u"A body that is not complete yet cannot be sent. The request was not sent."_s };
    return std::nullopt;
}

void setPolicy(QNetworkRequest &request)
{
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    request.setAttribute(QNetworkRequest::BackgroundRequestAttribute, false);
    // Sending once is measured for HTTP/1.1 only.
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    if (!request.hasRawHeader("User-Agent"))
        request.setRawHeader("User-Agent", "Authscope/" AUTHSCOPE_VERSION);
    if (!request.hasRawHeader("Accept-Encoding"))
        request.setRawHeader("Accept-Encoding", "identity");
}

RequestLimits limitsOf(const QNetworkRequest &request)
{
    using Manager = StrictNetworkAccessManager;
    const auto number = [&request](Manager::Attribute attribute, qint64 fallback) {
        const QVariant value = request.attribute(static_cast<QNetworkRequest::Attribute>(attribute));
        return value.isValid() ? value.toLongLong() : fallback;
    };
    const RequestLimits standard;
    return { .maxBytes = static_cast<qsizetype>(number(Manager::MaxBytes, standard.maxBytes)),
        .idle = std::chrono::milliseconds(number(Manager::IdleMs, standard.idle.count())),
        .total = std::chrono::milliseconds(number(Manager::TotalMs, standard.total.count())) };
}

QByteArray methodOf(QNetworkAccessManager::Operation operation, const QNetworkRequest &request)
{
    switch (operation) {
    case QNetworkAccessManager::HeadOperation:
        return "HEAD";
    case QNetworkAccessManager::GetOperation:
        return "GET";
    case QNetworkAccessManager::PutOperation:
        return "PUT";
    case QNetworkAccessManager::PostOperation:
        return "POST";
    case QNetworkAccessManager::DeleteOperation:
        return "DELETE";
    case QNetworkAccessManager::CustomOperation:
    case QNetworkAccessManager::UnknownOperation:
        break;
    }
    return request.attribute(QNetworkRequest::CustomVerbAttribute).toByteArray();
}

QString textOf(const QNetworkRequest &request, StrictNetworkAccessManager::Attribute attribute)
{
    return request.attribute(static_cast<QNetworkRequest::Attribute>(attribute)).toString();
}

/// Without a proxy the request goes to the address that was looked at, under the name that was asked for.
Route routeOf(QNetworkRequest &request, NetworkSettings &settings)
{
    const QUrl url = request.url();
    const bool isEncrypted = url.scheme() == "https"_L1;
    Route route{ .host = url.host(QUrl::EncodeUnicode) };
    route.place = u"%1:%2"_s.arg(route.host).arg(url.port(isEncrypted ? 443 : 80));
    const QNetworkProxy proxy = settings.proxies.find(url);
    if (proxy.type() != QNetworkProxy::NoProxy) {
        route.proxy = u"%1:%2"_s.arg(proxy.hostName()).arg(proxy.port());
        return route;
    }
    const QList<QHostAddress> addresses = settings.hosts.all(route.host);
    if (!isEncrypted || addresses.isEmpty())
        return route;
    route.address = addresses.first();
    QUrl there = url;
    there.setHost(route.address.toString());
    request.setUrl(there);
    request.setPeerVerifyName(route.host);
    request.setRawHeader("Host",
        route.host.toLatin1() + (url.port() < 0 ? QByteArray() : ':' + QByteArray::number(url.port())));
    return route;
}

} // namespace

/// Qt keeps TLS connections for whoever asks for the same host next, whatever certificate they were made
/// with; only connections that agree in all of it may share a manager.
class StrictNetworkAccessManager::Wire : public QNetworkAccessManager {
public:
    using QNetworkAccessManager::createRequest;
    using QNetworkAccessManager::QNetworkAccessManager;
};

StrictNetworkAccessManager::StrictNetworkAccessManager(ExchangeLog *log, QObject *parent)
    : QNetworkAccessManager(parent), m_log(log), m_settings(std::make_shared<NetworkSettings>())
{
    setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    setProxyFactory(new BufferedSockets(m_settings)); // owned by the manager
}

StrictNetworkAccessManager::~StrictNetworkAccessManager() = default;

StrictNetworkAccessManager *StrictNetworkAccessManager::makeSibling(QObject *parent) const
{
    auto *sibling = new StrictNetworkAccessManager(m_log, parent);
    sibling->m_settings = m_settings;
    sibling->setProxyFactory(new BufferedSockets(m_settings));
    return sibling;
}

QNetworkReply *StrictNetworkAccessManager::send(
    const QByteArray &identity, Operation operation, const QNetworkRequest &request, QIODevice *body)
{
    if (identity.isEmpty())
        return QNetworkAccessManager::createRequest(operation, request, body);
    Wire *&wire = m_wires[identity];
    if (!wire) {
        wire = new Wire(this);
        wire->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
        wire->setProxyFactory(new BufferedSockets(m_settings));
    }
    return wire->createRequest(operation, request, body);
}

ExchangeId StrictNetworkAccessManager::exchangeOf(const QNetworkReply *reply)
{
    const ReplyGuard *guard = ReplyGuard::of(reply);
    return guard ? guard->exchange() : 0;
}

base::Error StrictNetworkAccessManager::stoppedBy(const QNetworkReply *reply)
{
    const ReplyGuard *guard = ReplyGuard::of(reply);
    return guard ? guard->stopped().value_or(base::Error{}) : base::Error{};
}

bool StrictNetworkAccessManager::wasStopped(const QNetworkReply *reply)
{
    const ReplyGuard *guard = ReplyGuard::of(reply);
    return guard && guard->stopped();
}

QNetworkReply *StrictNetworkAccessManager::refuse(
    Operation operation, const QNetworkRequest &request, base::Error error)
{
    auto *reply = new RefusedReply(operation, request, error, this);
    new ReplyGuard(reply, std::move(error)); // owned by the reply
    return reply;
}

QNetworkReply *StrictNetworkAccessManager::createRequest(
    Operation operation, const QNetworkRequest &asked, QIODevice *body)
{
    if (auto error = checkRequest(asked, body))
        return refuse(operation, asked, std::move(*error));
    QNetworkRequest request = asked;
    setPolicy(request);
    const QByteArray content = body ? body->readAll() : QByteArray();
    OnceDevice *once = nullptr;
    if (body) {
        once = new OnceDevice(content);
        request.setHeader(QNetworkRequest::ContentLengthHeader, content.size());
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    }
    const QString connection = textOf(request, Connection);
    if (request.url().scheme() == "https"_L1 && m_settings->lacksKey(connection))
        return refuse(operation, asked,
            { .kind = base::ErrorKind::Keychain,
                .code = base::code::keptEntryWrong,
                .message = u"The key of this connection's client certificate is not at hand. The request was "
                           "not sent."_s,
                .nextStep = u"Give the client certificate and its key again."_s });
    Headers headers;
    for (const QByteArray &name : request.rawHeaderList())
        headers.append(name, request.rawHeader(name));
    const ExchangeId exchange = m_log->begin(connection, textOf(request, Purpose),
        methodOf(operation, request), request.url().toEncoded(), headers, content);
    Route route = routeOf(request, *m_settings);
    if (request.url().scheme() == "https"_L1) {
        const QSslConfiguration tls = m_settings->tls(connection);
        route.hasClientCertificate = !tls.localCertificate().isNull();
        request.setSslConfiguration(tls);
    }
    m_log->routed(exchange, route.address.toString(), route.proxy);

    // Without a body Qt sends it again, three times at most, when the connection ends before an answer
    // begins. That stays: an idle connection which the server has just closed needs it, and RFC 9110 §9.2.2
    // allows it for GET. The log counts.
    QNetworkReply *reply = send(m_settings->identityOf(connection), operation, request, once);
    if (once)
        once->setParent(reply);
    const bool isStreaming = request.attribute(static_cast<QNetworkRequest::Attribute>(Streaming)).toBool();
    new ReplyGuard(reply, m_log, exchange, limitsOf(request), std::move(route), isStreaming); // its own
    return reply;
}

} // namespace authscope::net
