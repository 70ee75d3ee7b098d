// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/probe.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "mcp/session.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

/// Sends no token and remembers what the server asked for instead.
class ChallengeCollector : public net::Authorizer {
public:
    QList<net::Challenge> challenges;
    bool wasRefused = false;

    QList<net::AuthorizationField> fields(const QByteArray &, const QByteArray &) const override
    {
        return {};
    }
    int generation() const override { return 0; }

    base::ResultOperation<net::Verdict> *refused(const net::RefusedRequest &request, QObject *parent) override
    {
        challenges = request.challenges();
        wasRefused = true;
        return new Answer<net::Verdict>(net::Verdict::GiveUp, parent);
    }

    base::ResultOperation<bool> *prepare(QObject *parent) override { return new Answer<bool>(true, parent); }

private:
    template <class T>
    class Answer : public base::ResultOperation<T> {
    public:
        Answer(T value, QObject *parent) : base::ResultOperation<T>(parent), m_value(value) { }

    protected:
        void run() override { this->finishWith(base::Result<T>(m_value)); }

    private:
        T m_value;
    };
};

/// No answer at all: asking for metadata would meet the same silence. Any answer, also a 404 or a page, says
/// more.
bool cameNothing(const base::Error &error)
{
    return error.code == base::code::unreachable || error.code == base::code::timedOut
        || error.code == base::code::tlsFailed;
}

QString hostOf(const QByteArray &url)
{
    return QUrl::fromEncoded(url).authority(QUrl::EncodeUnicode);
}

} // namespace

class Probe::Private {
public:
    oauth::Services services;
    QString connection;
    ChallengeCollector collector;
    ProbeReport report;
    std::optional<base::Error> mcpError;
    QPointer<base::Operation> step;
    mcp::Session *session = nullptr;

    QString summary() const;
};

QString Probe::Private::summary() const
{
    QStringList parts;
    switch (report.kind) {
    case EndpointKind::McpServer:
        parts << u"MCP server"_s;
        break;
    case EndpointKind::Issuer:
        parts << u"Issuer"_s;
        break;
    case EndpointKind::Unknown:
        break;
    }
    if (const auto &server = report.oauth.server) {
        parts << (report.kind == EndpointKind::Issuer
                ? hostOf(server->issuer)
                : u"authorization server on "_s + hostOf(server->issuer));
        parts << (server->registrationEndpoint.isEmpty() ? u"needs a client id"_s : u"registration open"_s);
        parts << (server->offersS256() ? u"S256"_s : u"no S256"_s);
    } else if (report.kind == EndpointKind::McpServer && !report.needsSignIn) {
        parts << u"no sign-in needed"_s;
    }
    return parts.join(u" · "_s);
}

Probe::Probe(oauth::Services services, QByteArray url, QString connection, QObject *parent)
    : ResultOperation(parent), d(std::make_unique<Private>())
{
    d->services = std::move(services);
    d->connection = std::move(connection);
    d->report.url = std::move(url);
}

Probe::~Probe() = default;

void Probe::run()
{
    if (const auto guarded = base::guardUrl(d->report.url, u"The address"_s); !guarded)
        return finishWith(guarded.error());
    mcp::SessionOptions options{ .url = d->report.url, .connection = d->connection };
    options.timeout = std::chrono::seconds(15);
    d->session = new mcp::Session(options, d->services.network, &d->collector, this);
    auto *initialize = d->session->initialize(this);
    d->step = initialize;
    connect(initialize, &base::Operation::finished, this, [this, initialize] {
        if (const auto &server = initialize->result()) {
            d->report.server = *server;
            d->session->leave();
        } else {
            d->mcpError = initialize->result().error();
        }
        initialize->deleteLater();
        if (d->mcpError && cameNothing(*d->mcpError) && !d->collector.wasRefused)
            return finishWith(*d->mcpError);
        d->report.needsSignIn = d->collector.wasRefused;
        d->report.challenges = d->collector.challenges;

        auto *discovery
            = new oauth::Discovery(d->services, d->report.url, d->report.challenges, d->connection, this);
        d->step = discovery;
        connect(discovery, &base::Operation::finished, this, [this, discovery] {
            const auto found = discovery->result();
            discovery->deleteLater();
            const bool speaksMcp = d->report.server || d->report.needsSignIn;
            if (!found && !speaksMcp)
                return finishWith(found.error());
            if (found)
                d->report.oauth = *found;
            else if (d->report.needsSignIn)
                d->report.oauth.problem = found.error();
            d->report.kind
                = speaksMcp || d->report.oauth.resource ? EndpointKind::McpServer : EndpointKind::Issuer;
            d->report.summary = d->summary();
            finishWith(std::move(d->report));
        });
        discovery->start();
    });
    initialize->start();
}

void Probe::abort()
{
    if (d->step)
        d->step->cancel();
}

} // namespace authscope::session
