// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/networkoptions.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/platform.h"

#include <CLI/CLI.hpp>

#include <QFile>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

constexpr qint64 maxFile = 1 << 20;

base::Result<QByteArray> contentOf(const std::string &name)
{
    QFile file(QString::fromStdString(name));
    const QString shownName = base::cleaned(file.fileName());
    const auto refuse = [](const QString &message) {
        return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message = message + u" Nothing was sent."_s });
    };
    if (!file.open(QIODevice::ReadOnly))
        return refuse(u"“%1” cannot be read: %2."_s.arg(shownName, file.errorString()));
    QByteArray content = file.read(maxFile + 1);
    if (content.size() > maxFile)
        return refuse(u"“%1” is larger than %2 bytes."_s.arg(shownName).arg(maxFile));
    return content;
}

} // namespace

void addNetworkOptions(CLI::App &command, NetworkOptions &options)
{
    command.add_option("--ca", options.ca,
        "A file with certificates to trust beside the system's (PEM or DER); its content counts, not its "
        "name");
    auto *certificate = command.add_option("--client-cert", options.clientCertificate,
        "The certificate to show to servers that ask for one (PEM or PKCS#12)");
    command
        .add_option("--client-key", options.clientKey,
            "The key of --client-cert, where it is not in the same file (PEM). A passphrase is asked for")
        ->needs(certificate);
}

NetworkFileReading::NetworkFileReading(NetworkOptions options, Output &output, QObject *parent)
    : ResultOperation(parent), m_options(std::move(options)), m_output(output)
{
}

NetworkFileReading::~NetworkFileReading() = default;

void NetworkFileReading::run()
{
    if (!m_options.ca.empty()) {
        const QString name = u"“%1”"_s.arg(base::cleaned(QString::fromStdString(m_options.ca)));
        const auto content = contentOf(m_options.ca);
        if (!content)
            return finishWith(content.error());
        auto read = net::readCertificates(*content, name);
        if (!read)
            return finishWith(read.error());
        m_files.extraCa = std::move(*read);
        for (const QSslCertificate &one : QSslCertificate::fromData(m_files.extraCa))
            m_output.note(u"Trusted beside the system's: %1."_s.arg(net::describe(net::factsOf(one))));
    }
    if (m_options.clientCertificate.empty())
        return finishWith(m_files);
    auto certificate = contentOf(m_options.clientCertificate);
    if (!certificate)
        return finishWith(certificate.error());
    m_certificateFile = std::move(*certificate);
    if (!m_options.clientKey.empty()) {
        auto key = contentOf(m_options.clientKey);
        if (!key)
            return finishWith(key.error());
        m_keyFile = std::move(*key);
    }
    if (!net::needsPassphrase(m_keyFile.isEmpty() ? m_certificateFile : m_keyFile))
        return readIdentity({});
    m_output.note(u"The passphrase of the client certificate's key:"_s);
    m_reader = std::make_unique<LineReader>(LineReader::Echo::Off);
    connect(m_reader.get(), &LineReader::lineRead, this, [this](const QString &line) {
        m_reader.release()->deleteLater(); // it is speaking
        readIdentity(base::Secret(line.toUtf8()));
    });
}

void NetworkFileReading::abort()
{
    m_reader.reset(); // the terminal echoes again
}

void NetworkFileReading::readIdentity(const base::Secret &passphrase)
{
    auto identity = net::readClientIdentity(m_certificateFile, m_keyFile, passphrase);
    if (!identity)
        return finishWith(identity.error());
    m_files.identity = std::move(*identity);
    const QList<QSslCertificate> own = QSslCertificate::fromData(m_files.identity.certificate);
    m_output.note(u"Shown to servers that ask: %1."_s.arg(net::describe(net::factsOf(own.value(0)))));
    finishWith(m_files);
}

} // namespace authscope::cli
