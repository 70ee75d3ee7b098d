// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "session/limitsettings.h"
#include "session/connection.h"
#include "session/features.h"
#include "session/headerrules.h"
#include "session/secretvalues.h"
#include "session/signinmeans.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::chrono::seconds longestTimeout{ 24 * 60 * 60 };

QByteArray eraName(mcp::EraChoice choice)
{
    switch (choice) {
    case mcp::EraChoice::Automatic:
        return "auto";
    case mcp::EraChoice::Legacy:
        return "legacy";
    case mcp::EraChoice::Modern:
        return "modern";
    }
    Q_UNREACHABLE();
    return {};
}

mcp::EraChoice eraChoice(const QByteArray &name)
{
    return name == "legacy" ? mcp::EraChoice::Legacy
        : name == "modern"  ? mcp::EraChoice::Modern
                            : mcp::EraChoice::Automatic;
}

QStringList texts(const json::Object &object, std::string_view name)
{
    QStringList out;
    for (const QByteArray &text : json::stringList(object, name).value_or(QList<QByteArray>()))
        out.append(QString::fromUtf8(text));
    return out;
}

base::Result<void> check(const Connection::Settings &settings)
{
    if (!settings.extraCa.isEmpty())
        if (const auto read = net::readCertificates(settings.extraCa, u"The extra CA"_s); !read)
            return base::fail(read.error());
    const auto refuse = [](const QString &message) {
        return base::fail(Error{ .kind = ErrorKind::Usage,
            .code = base::code::usage,
            .message = message + u" Nothing was changed."_s });
    };
    if (settings.timeout < std::chrono::seconds(1) || settings.timeout > longestTimeout)
        return refuse(
            u"The time a request may take is %1 s; it can be 1 to %2 s."_s.arg(settings.timeout.count())
                .arg(longestTimeout.count()));
    if (settings.pingEvery < std::chrono::seconds(0) || settings.pingEvery > longestTimeout)
        return refuse(u"The silence after which the server is asked whether it is there is %1 s; it can be 1 "
                      "to %2 s, or 0 for never."_s.arg(settings.pingEvery.count())
                          .arg(longestTimeout.count()));
    if (auto checked = checkLimits(settings.limits); !checked)
        return checked;
    if (auto checked = checkSignInMeans(settings); !checked)
        return checked;
    for (const QString &root : settings.roots) {
        if (!QDir::isAbsolutePath(root))
            return refuse(u"The folder “%1” is not a whole path from the root of the file system."_s.arg(
                base::cleaned(root)));
    }
    return {};
}

} // namespace

QString clientSecretKey(const QString &connection)
{
    return u"authscope/client-secret/"_s + connection;
}

/// Puts the fields in force, which a running session does not learn of: it is left.
class HeaderSetting : public base::ResultOperation<bool> {
public:
    HeaderSetting(Connection *connection, QList<NamedSecret> headers, QObject *parent)
        : ResultOperation(parent), m_connection(connection), m_headers(std::move(headers))
    {
    }

protected:
    void run() override
    {
        if (auto checked = m_connection->checkOwnFields(m_headers); !checked)
            return finishWith(checked.error());
        QList<QByteArray> names;
        for (const auto &[name, value] : m_headers)
            names.append(name);
        json::Object object = m_connection->settingsObject();
        object["header_names"] = json::stringArray(names);
        if (auto saved = m_connection->saveSettings(object); !saved)
            return finishWith(saved.error());
        m_connection->closeSession();
        auto *keep = m_connection->m_headers->keep(m_headers, this);
        m_keep = keep;
        connect(keep, &Operation::finished, this, [this, keep] { finishWith(keep->result()); });
        keep->start();
    }
    void abort() override
    {
        if (m_keep)
            m_keep->cancel();
    }

private:
    Connection *m_connection;
    QList<NamedSecret> m_headers;
    QPointer<base::Operation> m_keep;
};

base::Result<void> Connection::checkOwnFields(const QList<NamedSecret> &headers) const
{
    if (auto checked = checkHeaders(headers); !checked)
        return checked;
    const bool hasAuthorization = std::any_of(headers.begin(), headers.end(), isAuthorization);
    if (!hasAuthorization || !m_keeper->hasGrant())
        return {};
    return base::fail(Error{ .kind = ErrorKind::Usage,
        .code = base::code::unsafeHeader,
        .message = u"This connection is signed in, and its token stands in Authorization. A field "
                   "of that name would never be sent. Nothing was changed."_s,
        .nextStep = u"Sign out first, or leave Authorization to the sign-in."_s });
}

bool Connection::hasOwnAuthorization() const
{
    return std::any_of(m_headers->values().begin(), m_headers->values().end(), isAuthorization);
}

json::Object Connection::settingsObject() const
{
    return json::parseObject(m_record.settings, u"The connection's settings"_s).value_or(json::Object());
}

base::Result<void> Connection::saveSettings(const json::Object &object)
{
    m_record.settings = json::compact(object);
    return saveRecord();
}

Connection::Settings Connection::settings() const
{
    if (m_forNow)
        return *m_forNow;
    Settings settings;
    const json::Object object = settingsObject();
    readSignInMeans(object, &settings);
    settings.scopes = json::stringList(object, "scopes").value_or(QList<QByteArray>());
    settings.staySignedIn = json::boolMember(object, "stay_signed_in").value_or(true);
    settings.acceptServerSpelling = json::boolMember(object, "accept_server_spelling").value_or(false);
    settings.era = eraChoice(json::stringMember(object, "era").value_or(QByteArray()));
    settings.headerNames = json::stringList(object, "header_names").value_or(QList<QByteArray>());
    settings.extraCa = json::stringMember(object, "extra_ca").value_or(QByteArray());
    settings.clientCertificate = json::stringMember(object, "client_certificate").value_or(QByteArray());
    settings.allowSampling = json::boolMember(object, "allow_sampling").value_or(false);
    settings.roots = texts(object, "roots");
    if (const auto seconds = json::numberMember(object, "timeout_s"))
        settings.timeout = std::chrono::seconds(qint64(*seconds));
    if (const auto seconds = json::numberMember(object, "ping_every_s"))
        settings.pingEvery = std::chrono::seconds(qint64(*seconds));
    if (const json::Value *limits = object.if_contains("limits"); limits && limits->is_object())
        settings.limits = readLimits(limits->get_object());
    // The file may have been written by another hand.
    settings.timeout = std::clamp(settings.timeout, std::chrono::seconds(1), longestTimeout);
    settings.pingEvery = std::clamp(settings.pingEvery, std::chrono::seconds(0), longestTimeout);
    return settings;
}

base::Result<void> Connection::setSettings(const Settings &settings, const base::Secret &clientSecret)
{
    if (auto checked = check(settings); !checked)
        return checked;
    const Settings before = this->settings();
    json::Object object = settingsObject();
    writeSignInMeans(settings, &object);
    m_directFailure.reset();
    object["scopes"] = json::stringArray(settings.scopes);
    object["stay_signed_in"] = settings.staySignedIn;
    object["accept_server_spelling"] = settings.acceptServerSpelling;
    object["era"] = json::string(eraName(settings.era));
    object["timeout_s"] = settings.timeout.count();
    object["ping_every_s"] = settings.pingEvery.count();
    object["limits"] = writeLimits(settings.limits);
    object["extra_ca"] = json::string(
        settings.extraCa.isEmpty() ? QByteArray() : *net::readCertificates(settings.extraCa, {}));
    object["allow_sampling"] = settings.allowSampling;
    json::Array roots;
    for (const QString &root : settings.roots)
        roots.emplace_back(json::string(root));
    object["roots"] = roots;
    const auto saved = saveSettings(object);
    if (before.era != settings.era || before.timeout != settings.timeout
        || before.pingEvery != settings.pingEvery || before.limits != settings.limits
        || before.roots != settings.roots || before.allowSampling != settings.allowSampling
        || before.extraCa != settings.extraCa)
        closeSession();
    settleNetwork();
    if (!clientSecret.isEmpty()) {
        m_clientSecret = clientSecret;
        m_services.redactor()->learn(base::SecretKind::ClientSecret, clientSecret.reveal());
        auto *write = m_services.secrets->write(clientSecretKey(m_record.id), clientSecret, this);
        connect(write, &base::Operation::finished, this, [this, write] {
            write->deleteLater();
            if (!write->result())
                setLastError(write->result().error());
        });
        write->start();
    }
    return saved;
}

base::Result<void> Connection::useForNow(
    const Settings &settings, const QList<NamedSecret> &headers, const base::Secret &clientKey)
{
    if (auto checked = check(settings); !checked)
        return checked;
    if (auto checked = checkOwnFields(headers); !checked)
        return checked;
    m_forNow = settings;
    if (!headers.isEmpty()) {
        m_forNow->headerNames.clear();
        for (const auto &[name, value] : headers)
            m_forNow->headerNames.append(name);
        m_headers->use(headers);
    }
    if (!clientKey.isEmpty())
        m_clientKey = clientKey;
    closeSession();
    settleNetwork();
    return {};
}

base::ResultOperation<bool> *Connection::setHeaders(const QList<NamedSecret> &headers, QObject *parent)
{
    return new HeaderSetting(this, headers, parent);
}

QStringList Connection::secretKeys() const
{
    return { clientSecretKey(m_record.id), clientKeyKey(m_record.id), grantInputKey(m_record.id),
        m_headers->key(), m_environment->key() };
}

mcp::Era Connection::era() const
{
    if (m_mcp && m_mcp->era() != mcp::Era::Unknown)
        return m_mcp->era();
    const QByteArray found = json::stringMember(settingsObject(), "era_found").value_or(QByteArray());
    return found == "legacy" ? mcp::Era::Legacy : found == "modern" ? mcp::Era::Modern : mcp::Era::Unknown;
}

void Connection::rememberEra(mcp::Era era)
{
    QByteArray found;
    switch (era) {
    case mcp::Era::Unknown:
        break;
    case mcp::Era::Legacy:
        found = "legacy";
        break;
    case mcp::Era::Modern:
        found = "modern";
        break;
    }
    json::Object object = settingsObject();
    if (json::stringMember(object, "era_found").value_or(QByteArray()) == found)
        return;
    object["era_found"] = json::string(found);
    saveSettings(object);
    Q_EMIT changed();
}

} // namespace authscope::session
