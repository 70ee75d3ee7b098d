// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/codeflowadapter.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/clientauth.h"

#include <QAbstractOAuthReplyHandler>
#include <QBuffer>
#include <QLocale>
#include <QLoggingCategory>
#include <QOAuth2AuthorizationCodeFlow>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::fail;
using base::FormPair;
using base::Result;
using net::StrictNetworkAccessManager;

namespace {

/// Hands Qt's request on to the strict manager, with what Qt cannot be told: who it is for, and the client's
/// credentials.
class TokenDoor : public QNetworkAccessManager {
public:
    TokenDoor(StrictNetworkAccessManager *strict, QString connection)
        : m_strict(strict), m_connection(std::move(connection))
    {
    }

    void prepare(const QString &purpose, const base::Secret &authorization, const base::Secret &dpopProof)
    {
        m_purpose = purpose;
        m_authorization = authorization;
        m_dpopProof = dpopProof;
    }
    QNetworkReply *reply() const { return m_reply; }

protected:
    QNetworkReply *createRequest(Operation, const QNetworkRequest &asked, QIODevice *body) override
    {
        QNetworkRequest request = asked;
        request.setAttribute(
            static_cast<QNetworkRequest::Attribute>(StrictNetworkAccessManager::Purpose), m_purpose);
        request.setAttribute(
            static_cast<QNetworkRequest::Attribute>(StrictNetworkAccessManager::Connection), m_connection);
        request.setRawHeader("Accept", "application/json");
        if (!m_authorization.isEmpty())
            request.setRawHeader("Authorization", m_authorization.reveal());
        if (!m_dpopProof.isEmpty())
            request.setRawHeader("DPoP", m_dpopProof.reveal());
        m_reply = m_strict->post(request, body);
        return m_reply;
    }

private:
    StrictNetworkAccessManager *m_strict;
    QString m_connection;
    QString m_purpose;
    base::Secret m_authorization;
    base::Secret m_dpopProof;
    QPointer<QNetworkReply> m_reply;
};

/// Takes every outcome of a token request, where Qt's own handlers see only some.
class TokenReplyHandler : public QAbstractOAuthReplyHandler {
    Q_OBJECT

public:
    QString redirectUri;

    QString callback() const override { return redirectUri; }
    void networkReplyFinished(QNetworkReply *reply) override { Q_EMIT replyArrived(reply); }

Q_SIGNALS:
    void replyArrived(QNetworkReply *reply);
};

QLoggingCategory::CategoryFilter filterBefore = nullptr;

/// Qt 6.4 prints whole authorization addresses, state and all, when somebody asks for debug output.
void silenceNetworkAuth(QLoggingCategory *category)
{
    if (filterBefore)
        filterBefore(category);
    if (qstrncmp(category->categoryName(), "qt.networkauth", 14) == 0) {
        category->setEnabled(QtDebugMsg, false);
        category->setEnabled(QtInfoMsg, false);
    }
}

void silenceNetworkAuthOnce()
{
    static const bool isInstalled = [] {
        filterBefore = QLoggingCategory::installFilter(&silenceNetworkAuth);
        return true;
    }();
    Q_UNUSED(isInstalled)
}

/// Exactly our parameters, encoded once, each name once: whatever this Qt put there is gone.
void fill(QMultiMap<QString, QVariant> *parameters, const QList<FormPair> &pairs)
{
    const auto encoded
        = [](const QByteArray &bytes) { return QString::fromLatin1(bytes.toPercentEncoding()); };
    parameters->clear();
    for (const FormPair &pair : pairs)
        parameters->insert(encoded(pair.name), encoded(pair.value)); // QUrlQuery keeps %XX as it is
}

} // namespace

class CodeFlowAdapter::Private {
public:
    Private(CodeFlowAdapter *adapter, StrictNetworkAccessManager *network, const base::Clock *systemClock,
        QString connection)
        : q(adapter), clock(systemClock), door(network, std::move(connection)), flow(&door)
    {
        silenceNetworkAuthOnce();
        flow.setReplyHandler(&*handler);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
        flow.setPkceMethod(QOAuth2AuthorizationCodeFlow::PkceMethod::None); // the verifier is ours
#endif
#if QT_VERSION >= QT_VERSION_CHECK(6, 9, 0)
        flow.setNonceMode(QAbstractOAuth2::NonceMode::Disabled);
#endif
        // No scope is given to the flow: it travels as a parameter, because Qt 6.11 refuses answers that do
        // not fit what was set here.
        flow.setModifyParametersFunction(
            [this](QAbstractOAuth::Stage, QMultiMap<QString, QVariant> *all) { fill(all, parameters); });
        QObject::connect(&*handler, &TokenReplyHandler::replyArrived, q,
            [this](QNetworkReply *reply) { replyArrived(reply); });
    }

    void setTokenEndpoint(const QByteArray &endpoint)
    {
        const QUrl url = QUrl::fromEncoded(endpoint, QUrl::StrictMode);
#if QT_VERSION >= QT_VERSION_CHECK(6, 9, 0)
        flow.setTokenUrl(url);
#else
        flow.setAccessTokenUrl(url);
#endif
    }
    void replyArrived(QNetworkReply *reply);
    void end(Result<TokenReply> result);
    void abandon();
    /// When Qt made no request at all.
    void refuseUnlessSent(const QString &what);

    CodeFlowAdapter *q;
    const base::Clock *clock;
    TokenDoor door;
    /// On its own, because Qt 6.4 calls it back without a context: it must live as long as a reply does.
    std::unique_ptr<TokenReplyHandler> handler = std::make_unique<TokenReplyHandler>();
    QOAuth2AuthorizationCodeFlow flow;
    QList<FormPair> parameters;
    QString what;
    bool isDone = false;
    Result<TokenReply> result = fail(base::cancelledError());
};

void CodeFlowAdapter::Private::replyArrived(QNetworkReply *reply)
{
    reply->deleteLater(); // Qt 6.4 forgets it
    if (isDone)
        return;
    if (!StrictNetworkAccessManager::isAnswered(reply)) {
        base::Error error = net::networkError(reply, what);
        error.exchange = StrictNetworkAccessManager::exchangeOf(reply);
        return end(fail(std::move(error)));
    }
    TokenReply out;
    out.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    out.body = reply->readAll();
    out.location = reply->rawHeader("Location");
    out.retryAfter = reply->rawHeader("Retry-After");
    out.dpopNonce = reply->rawHeader("DPoP-Nonce");
    out.exchange = StrictNetworkAccessManager::exchangeOf(reply);
    out.received = clock->now();
    const QDateTime date = QLocale::c().toDateTime(
        QString::fromLatin1(reply->rawHeader("Date")), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (date.isValid())
        out.serverDate = base::fromDateTime(QDateTime(date.date(), date.time(), Qt::UTC));
    end(std::move(out));
}

void CodeFlowAdapter::Private::end(Result<TokenReply> outcome)
{
    if (isDone)
        return;
    isDone = true;
    result = std::move(outcome);
    Q_EMIT q->answered();
}

void CodeFlowAdapter::Private::abandon()
{
    isDone = true;
    QNetworkReply *reply = door.reply();
    if (!reply || reply->isFinished())
        return;
    if (handler)
        handler.release()->setParent(reply);
    reply->abort();
    reply->deleteLater();
}

void CodeFlowAdapter::Private::refuseUnlessSent(const QString &reason)
{
    if (door.reply() || isDone)
        return;
    const base::Error error{ .kind = base::ErrorKind::Usage, .code = base::code::usage, .message = reason };
    QMetaObject::invokeMethod(
        q, [this, error] { end(fail(error)); }, Qt::QueuedConnection);
}

CodeFlowAdapter::CodeFlowAdapter(
    StrictNetworkAccessManager *network, const base::Clock *clock, QString connection, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, network, clock, std::move(connection)))
{
}

CodeFlowAdapter::~CodeFlowAdapter()
{
    d->abandon();
}

Result<QByteArray> CodeFlowAdapter::authorizationUrl(
    const AuthorizationRequest &request, const base::Secret &requestUri)
{
    const auto endpoint = base::guardUrl(request.server.authorizationEndpoint, u"authorization_endpoint"_s);
    if (!endpoint)
        return fail(endpoint.error());
    const auto own = endpointQuery(request);
    if (!own)
        return fail(own.error());
    d->parameters = *own
        + (requestUri.isEmpty() ? authorizationParameters(request)
                                : QList<FormPair>{ { "client_id", request.client.clientId },
                                    { "request_uri", requestUri.reveal() } });
    d->handler->redirectUri = QString::fromLatin1(request.redirectUri);
    QUrl bare = endpoint->url;
    bare.setQuery(QString());
    d->flow.setAuthorizationUrl(bare);
    d->setTokenEndpoint(request.server.tokenEndpoint); // Qt 6.4 builds no address without it
    d->flow.setClientIdentifier(QString::fromUtf8(request.client.clientId));
    d->flow.setState(QString::fromLatin1(request.state.reveal()));
    QUrl url;
    const QMetaObject::Connection seen = connect(
        &d->flow, &QAbstractOAuth::authorizeWithBrowser, this, [&url](const QUrl &built) { url = built; });
    d->flow.grant();
    disconnect(seen);
    d->parameters.clear();
    if (url.isEmpty())
        return fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message = u"The authorization address could not be built. No browser was opened."_s });
    return browserUrl(url);
}

void CodeFlowAdapter::exchange(
    const AuthorizationRequest &request, const QByteArray &code, const base::Secret &dpopProof)
{
    d->what = u"The token endpoint"_s;
    d->door.prepare(u"Code for tokens"_s, basicCredentials(request.client), dpopProof);
    d->parameters = exchangeParameters(request, code) + clientParameters(request.client);
    Q_EMIT d->handler->callbackReceived({ { u"code"_s, u"taken from our own parameters"_s },
        { u"state"_s, QString::fromLatin1(request.state.reveal()) } });
    d->parameters.clear();
    d->refuseUnlessSent(u"The code could not be exchanged: this sign-in was not waiting for one."_s);
}

void CodeFlowAdapter::refresh(const Grant &grant, const base::Secret &dpopProof)
{
    d->what = u"The token endpoint"_s;
    d->setTokenEndpoint(grant.server.tokenEndpoint);
    d->door.prepare(u"Refresh"_s, basicCredentials(grant.client), dpopProof);
    d->parameters = refreshParameters(grant) + clientParameters(grant.client);
    d->handler->redirectUri = u"http://127.0.0.1/"_s;
    d->flow.setClientIdentifier(QString::fromUtf8(grant.client.clientId));
    d->flow.setRefreshToken(QString::fromUtf8(grant.tokens.refreshToken.reveal()));
#if QT_VERSION >= QT_VERSION_CHECK(6, 9, 0)
    d->flow.refreshTokens();
#else
    d->flow.refreshAccessToken();
#endif
    d->parameters.clear();
    d->refuseUnlessSent(u"There is no refresh token. Nothing was sent."_s);
}

void CodeFlowAdapter::abort()
{
    d->abandon();
}

const Result<TokenReply> &CodeFlowAdapter::reply() const
{
    return d->result;
}

} // namespace authscope::oauth

#include "codeflowadapter.moc"
