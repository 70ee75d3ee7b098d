// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/loopbackreceiver.h"

#include "base/errorcodes.h"
#include "oauth/loopbackpages.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::oauth {

namespace {

constexpr auto lingerForPage = 2000ms; ///< until the browser asked for it
constexpr auto lingerAfterPage = 500ms; ///< a favicon, a reload

constexpr net::ServerLimits limits{ .maxHead = 16 * 1024, .maxBody = 16 * 1024, .maxConnections = 32 };

struct ResultPage {
    QByteArray path;
    int status;
    const QByteArray &page;
};

ResultPage resultPage(LoopbackReceiver::Disposition disposition)
{
    switch (disposition) {
    case LoopbackReceiver::Disposition::Success:
        return { "/done", 200, pages::arrived };
    case LoopbackReceiver::Disposition::Refused:
        return { "/refused", 200, pages::declined };
    case LoopbackReceiver::Disposition::Failed:
        return { "/failed", 400, pages::unusable };
    case LoopbackReceiver::Disposition::Ignore:
        break;
    }
    return { {}, 400, pages::foreign };
}

bool isPrefetch(const net::Headers &headers)
{
    for (const char *name : { "Sec-Purpose", "Purpose", "X-Moz" }) {
        const QByteArray value = headers.value(name).value_or(QByteArray()).toLower();
        if (value.contains("prefetch") || value.contains("prerender") || value.contains("preview"))
            return true;
    }
    return false;
}

/// A page somebody opened, not something another page embeds or fetches (T039).
bool isTopLevelNavigation(const net::Headers &headers)
{
    return !headers.contains("Origin") && headers.value("Sec-Fetch-Mode").value_or("navigate") == "navigate"
        && headers.value("Sec-Fetch-Dest").value_or("document") == "document";
}

} // namespace

LoopbackReceiver::LoopbackReceiver(Check check, QObject *parent) : QObject(parent), m_check(std::move(check))
{
    m_server.setLimits(limits);
    m_server.setHandler([this](const net::ServerRequest &request,
                            const std::shared_ptr<net::ServerReply> &reply) { serve(request, *reply); });
    m_linger.setSingleShot(true);
    connect(&m_linger, &QTimer::timeout, this, &LoopbackReceiver::close);
}

LoopbackReceiver::~LoopbackReceiver() = default;

base::Result<void> LoopbackReceiver::listen(
    const QList<quint16> &preferredPorts, const QByteArray &path, OtherPorts others)
{
    Q_ASSERT(path.startsWith('/') && !isListening());
    QList<quint16> ports = preferredPorts;
    if (others == OtherPorts::Allowed || ports.isEmpty())
        ports.append(0);
    base::Result<void> result;
    for (const quint16 port : ports) {
        result = m_server.listen(QHostAddress(QHostAddress::LocalHost), port);
        if (result)
            break;
    }
    if (!result) {
        if (others == OtherPorts::Refused)
            result.error().message += u" The server accepts no other port."_s;
        return result;
    }
    m_path = path;
    m_port = m_server.port();
    m_redirectUri = m_server.origin() + path;
    return {};
}

void LoopbackReceiver::close()
{
    if (!isListening())
        return;
    m_linger.stop();
    m_server.close();
    QMetaObject::invokeMethod(this, &LoopbackReceiver::closed, Qt::QueuedConnection);
}

bool LoopbackReceiver::isListening() const
{
    return m_server.isListening();
}

/// DNS rebinding brings any name here; only the literal we registered is ours (T038, T053).
bool LoopbackReceiver::isOurHost(const net::ServerRequest &request) const
{
    return request.headers.value("Host") == "127.0.0.1:" + QByteArray::number(m_port);
}

void LoopbackReceiver::serve(const net::ServerRequest &request, net::ServerReply &reply)
{
    const bool isResult = !m_resultPath.isEmpty() && request.target == m_resultPath;
    if (!isOurHost(request)) {
        reply.send(pages::answer(421, pages::refusedRequest));
    } else if (request.path != m_path && !isResult) {
        reply.send(pages::answer(404, pages::refusedRequest));
    } else if (request.method != "GET") {
        reply.send(pages::answer(405, pages::refusedRequest, { { "Allow", "GET" } }));
    } else if (isResult) {
        for (const auto disposition : { Disposition::Success, Disposition::Refused, Disposition::Failed }) {
            const ResultPage shown = resultPage(disposition);
            if (shown.path == m_resultPath)
                reply.send(pages::answer(shown.status, shown.page, { { "Connection", "close" } }));
        }
        m_linger.start(qMin(m_linger.remainingTimeAsDuration(), std::chrono::milliseconds(lingerAfterPage)));
    } else {
        serveCallback(request, reply);
    }
}

void LoopbackReceiver::serveCallback(const net::ServerRequest &request, net::ServerReply &reply)
{
    if (isPrefetch(request.headers))
        reply.send(pages::answer(204)); // the browser may ask again when somebody really looks (T037)
    else if (!isTopLevelNavigation(request.headers))
        reply.send(pages::answer(403, pages::refusedRequest));
    else if (!request.body.isEmpty())
        reply.send(pages::answer(400, pages::refusedRequest));
    else if (!m_resultPath.isEmpty())
        reply.send(pages::answer(410, pages::alreadyUsed));
    else
        takeAnswer(request, reply);
}

void LoopbackReceiver::takeAnswer(const net::ServerRequest &request, net::ServerReply &reply)
{
    const Disposition disposition
        = m_check(parseAuthorizationResponse(request.query), onlyState(request.query));
    if (disposition == Disposition::Ignore) {
        reply.send(pages::answer(400, pages::foreign));
        const int count = ++m_foreignAnswers;
        QMetaObject::invokeMethod(
            this, [this, count] { Q_EMIT foreignAnswer(count); }, Qt::QueuedConnection);
        return;
    }
    m_resultPath = resultPage(disposition).path;
    // The code leaves the address bar and the history before anything is shown (T043).
    reply.send(pages::answer(303, {}, { { "Location", m_resultPath } }));
    m_linger.start(lingerForPage);
    QMetaObject::invokeMethod(this, &LoopbackReceiver::accepted, Qt::QueuedConnection);
}

} // namespace authscope::oauth

// Here rather than with the rest of the library's: who only links the receiver needs nothing else of it.
#include "moc_loopbackreceiver.cpp"
