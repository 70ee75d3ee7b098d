// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/devicegrant.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/memberreader.h"
#include "oauth/providererrors.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using base::FormPair;

namespace {

const QString rule = u"RFC 8628 §3.2"_s;
constexpr qsizetype longestUserCode = 40;
constexpr std::chrono::seconds slowDown{ 5 };
constexpr std::chrono::seconds longestInterval{ 300 };
constexpr double longestLifetime = 3600; ///< seconds; nobody waits longer

base::Error broke(const QString &message)
{
    return serverBroke(
        base::code::deviceRefused, message + u" Nothing was opened and no token was asked for."_s, rule);
}

/// The page a code is typed at, as the server names it.
base::Result<QByteArray> pageOf(const json::Object &object, const char *name, const ServerMetadata &server)
{
    const QByteArray page = json::stringMember(object, name).value_or(QByteArray());
    if (page.isEmpty())
        return page;
    return guardNamed(server.issuer, page, QString::fromLatin1(name));
}

} // namespace

QList<FormPair> deviceParameters(const DeviceRequest &request)
{
    QList<FormPair> out;
    if (!request.scopes.isEmpty())
        out.append({ "scope", joinScopes(request.scopes) });
    if (!request.resource.isEmpty())
        out.append({ "resource", request.resource });
    return out;
}

QList<FormPair> devicePollParameters(const DeviceRequest &request, const base::Secret &deviceCode)
{
    QList<FormPair> out{ { "grant_type", "urn:ietf:params:oauth:grant-type:device_code" },
        { "device_code", deviceCode.reveal() } };
    if (!request.resource.isEmpty())
        out.append({ "resource", request.resource });
    return out;
}

base::Result<DeviceCode> readDeviceCode(
    QByteArrayView document, const ServerMetadata &server, base::Time received, base::Checks *checks)
{
    const auto object = json::parseObject(document, u"The device authorization answer"_s);
    if (!object)
        return base::fail(object.error());
    const auto text
        = [&object](const char *name) { return json::stringMember(*object, name).value_or(QByteArray()); };
    const QByteArray deviceCode = text("device_code");
    const QByteArray userCode = text("user_code");
    if (deviceCode.isEmpty() || userCode.isEmpty())
        return base::fail(broke(u"The device authorization answer lacks device_code or user_code."_s));
    const bool isTypable = userCode.size() <= longestUserCode
        && std::all_of(userCode.begin(), userCode.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (!isTypable)
        return base::fail(broke(u"The code to type in is %1 (%2 bytes); expected were at most %3 plain "
                                "characters."_s.arg(base::cleaned(userCode, longestUserCode))
                                    .arg(userCode.size())
                                    .arg(longestUserCode)));
    auto page = pageOf(*object, "verification_uri", server);
    if (page && page->isEmpty())
        page = pageOf(*object, "verification_url", server); // as older servers name it
    if (!page)
        return base::fail(page.error());
    if (page->isEmpty())
        return base::fail(broke(u"The device authorization answer names no page to type the code at "
                                "(verification_uri)."_s));
    const double lifetime = json::numberMember(*object, "expires_in").value_or(0);
    if (!(lifetime >= 1))
        return base::fail(broke(u"The device authorization answer gives the code a lifetime of %1 seconds; "
                                "expected was a positive number."_s.arg(lifetime)));

    const auto guarded = base::guardUrl(*page, u"verification_uri"_s);
    DeviceCode out{ .deviceCode = base::Secret(deviceCode),
        .prompt = { .userCode = base::cleaned(userCode),
            .verificationUri = *page,
            .host = guarded->url.authority(QUrl::FullyEncoded),
            .expires = received + std::chrono::seconds(qint64(std::min(lifetime, longestLifetime))) } };
    if (const auto whole = pageOf(*object, "verification_uri_complete", server); whole && !whole->isEmpty()
        && base::guardUrl(*whole, u"verification_uri_complete"_s)->origin() == guarded->origin()) {
        out.prompt.verificationUriComplete = *whole;
    } else if (object->contains("verification_uri_complete")) {
        checks->append({ .state = CheckState::Noted,
            .title = u"The address with the code in it was left out: it leads elsewhere"_s,
            .found = base::cleaned(text("verification_uri_complete")),
            .expected = base::cleaned(guarded->origin()),
            .rule = rule });
    }
    if (const auto interval = json::numberMember(*object, "interval"); interval && *interval >= 1)
        out.interval = std::chrono::seconds(qint64(std::min(*interval, double(longestInterval.count()))));
    checks->append({ .title = u"The server gave a code to type in at its page"_s,
        .found = base::cleaned(*page),
        .expected = u"within %1 s, asked for every %2 s"_s.arg(lifetime).arg(out.interval.count()),
        .rule = rule });
    return out;
}

DeviceAuthorization::DeviceAuthorization(Services services, DeviceRequest request, QObject *parent)
    : Awaiting(parent), m_services(std::move(services)), m_request(std::move(request))
{
}

void DeviceAuthorization::run()
{
    await(new TokenPost(m_services,
              { .purpose = u"Code for another device"_s,
                  .endpoint = m_request.server.deviceEndpoint,
                  .form = deviceParameters(m_request),
                  .client = m_request.client,
                  .audience = m_request.server.issuer,
                  .connection = m_request.connection },
              this),
        [this](TokenPost *post) {
            m_exchanges += post->exchanges();
            answered(post->result());
        });
}

void DeviceAuthorization::answered(const base::Result<TokenReply> &reply)
{
    if (!reply)
        return finishWith(reply.error());
    if (reply->status != 200) {
        const ServerError said = readServerError(m_services.redactor()->redactValues(reply->body));
        m_serverCode = said.code;
        base::Error error
            = broke(u"%1 answered with status %2%3; expected was a code to type in."_s
                        .arg(quoted(m_request.server.deviceEndpoint))
                        .arg(reply->status)
                        .arg(said.code.isEmpty() ? QString() : u" and the error "_s + quoted(said.code)));
        if (reply->status >= 500 || reply->status == 429)
            error.kind = base::ErrorKind::Network;
        explainWith(error, said.code);
        error.serverSays = said.words;
        error.requestId = said.requestId;
        error.exchange = reply->exchange;
        return finishWith(std::move(error));
    }
    const qsizetype from = m_checks.size();
    auto code = readDeviceCode(reply->body, m_request.server, reply->received, &m_checks);
    stamp(m_checks, from, reply->exchange);
    if (!code) {
        code.error().exchange = reply->exchange;
        return finishWith(code.error());
    }
    m_services.redactor()->learn(base::SecretKind::DeviceCode, code->deviceCode.reveal());
    finishWith(std::move(*code));
}

DevicePoll::DevicePoll(Services services, DeviceRequest request, DeviceCode code, QObject *parent)
    : Awaiting(parent)
    , m_services(std::move(services))
    , m_request(std::move(request))
    , m_code(std::move(code))
    , m_interval(m_code.interval)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &DevicePoll::ask);
}

void DevicePoll::run()
{
    waitAndAsk();
}

void DevicePoll::abort()
{
    m_timer.stop();
    Awaiting::abort();
}

void DevicePoll::waitAndAsk()
{
    if (m_services.clock->now() + m_interval.count() * m_second >= m_code.prompt.expires)
        return expired(); // before the next answer could come
    m_timer.start(m_interval.count() * m_second);
}

void DevicePoll::expired()
{
    finishWith(base::Error{ .kind = base::ErrorKind::Refused,
        .code = base::code::deviceRefused,
        .message
        = u"The code was not typed in at %1 before it expired. This program stopped asking; no token "
          "was issued."_s.arg(quoted(m_code.prompt.verificationUri)),
        .nextStep = u"Sign in again for a new code."_s,
        .rule = u"RFC 8628 §3.5"_s });
}

void DevicePoll::ask()
{
    await(new TokenPost(m_services,
              { .purpose = u"Has somebody agreed?"_s,
                  .endpoint = m_request.server.tokenEndpoint,
                  .form = devicePollParameters(m_request, m_code.deviceCode),
                  .client = m_request.client,
                  .audience = m_request.server.issuer,
                  .dpop = m_request.dpop,
                  .connection = m_request.connection },
              this),
        [this](TokenPost *post) {
            m_exchanges += post->exchanges();
            answered(post->result());
        });
}

void DevicePoll::answered(const base::Result<TokenReply> &reply)
{
    if (!reply) {
        if (reply.error().code == base::code::tlsFailed)
            return finishWith(reply.error());
        m_interval = std::min(m_interval * 2, longestInterval);
        return waitAndAsk();
    }
    if (reply->status < 300 || reply->status >= 500) {
        if (reply->status < 300)
            return finishWith(reply);
        m_interval = std::min(m_interval * 2, longestInterval);
        return waitAndAsk();
    }
    const QByteArray code = readServerError(reply->body).code;
    if (code == "slow_down")
        m_interval = std::min(m_interval + slowDown, longestInterval);
    else if (code != "authorization_pending")
        return finishWith(reply);
    waitAndAsk();
}

} // namespace authscope::oauth
