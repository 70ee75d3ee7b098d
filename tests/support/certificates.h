// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace authscope::test {

/// A certification authority that lives as long as this object, made with the openssl program.
class ThrowAwayCa {
public:
    explicit ThrowAwayCa(const QByteArray &name = "Throw-away CA") : m_name(name)
    {
        write(QStringLiteral("ca.cnf"),
            "[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\nnew_certs_dir=.\ncertificate=ca.pem\nprivate_key="
            "ca.key\ndefault_md=sha256\npolicy=p\nunique_subject=no\nrand_serial=yes\n[p]\ncommonName="
            "supplied\n");
        write(QStringLiteral("index.txt"), {});
        openssl({ QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
            QStringLiteral("ec"), QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256"),
            QStringLiteral("-nodes"), QStringLiteral("-keyout"), QStringLiteral("ca.key"),
            QStringLiteral("-out"), QStringLiteral("ca.pem"), QStringLiteral("-days"), QStringLiteral("30"),
            QStringLiteral("-subj"), QStringLiteral("/CN=") + QString::fromUtf8(m_name) });
    }

    /// A certificate and its key as `name`.pem and `name`.key; `names` as openssl writes them:
    /// "DNS:a.example,IP:127.0.0.1".
    void issue(const QString &name, const QByteArray &names,
        const QString &notBefore = QStringLiteral("20200101000000Z"),
        const QString &notAfter = QStringLiteral("20991231000000Z"))
    {
        write(name + QStringLiteral(".ext"), "subjectAltName=" + names + "\n");
        openssl({ QStringLiteral("req"), QStringLiteral("-newkey"), QStringLiteral("ec"),
            QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
            QStringLiteral("-keyout"), name + QStringLiteral(".key"), QStringLiteral("-out"),
            name + QStringLiteral(".csr"), QStringLiteral("-subj"), QStringLiteral("/CN=") + name });
        openssl({ QStringLiteral("ca"), QStringLiteral("-batch"), QStringLiteral("-config"),
            QStringLiteral("ca.cnf"), QStringLiteral("-notext"), QStringLiteral("-in"),
            name + QStringLiteral(".csr"), QStringLiteral("-out"), name + QStringLiteral(".pem"),
            QStringLiteral("-extfile"), name + QStringLiteral(".ext"), QStringLiteral("-startdate"),
            notBefore, QStringLiteral("-enddate"), notAfter });
    }
    void selfSign(const QString &name, const QByteArray &names)
    {
        openssl({ QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
            QStringLiteral("ec"), QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256"),
            QStringLiteral("-nodes"), QStringLiteral("-keyout"), name + QStringLiteral(".key"),
            QStringLiteral("-out"), name + QStringLiteral(".pem"), QStringLiteral("-days"),
            QStringLiteral("30"), QStringLiteral("-subj"), QStringLiteral("/CN=") + name,
            QStringLiteral("-addext"), QStringLiteral("subjectAltName=") + QString::fromUtf8(names) });
    }
    void openssl(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral("openssl"), arguments);
        if (!process.waitForFinished(60000) || process.exitCode() != 0)
            qFatal("openssl %s: %s", qPrintable(arguments.join(u' ')),
                process.readAllStandardError().constData());
    }

    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(file.fileName()));
    }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString folder() const { return m_folder.path(); }
    QByteArray pem() const { return read(QStringLiteral("ca.pem")); }

private:
    QTemporaryDir m_folder;
    QByteArray m_name;
};

/// openssl s_server on a free port of 127.0.0.1, answering GET /ok with "yes".
class OpensslServer {
public:
    OpensslServer(const ThrowAwayCa &ca, const QString &certificate, const QStringList &more = {})
    {
        ca.write(QStringLiteral("ok"),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: "
            "close\r\n\r\nyes");
        m_process.setWorkingDirectory(ca.folder());
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStringLiteral("openssl"),
            QStringList{ QStringLiteral("s_server"), QStringLiteral("-accept"), QStringLiteral("127.0.0.1:0"),
                QStringLiteral("-HTTP"), QStringLiteral("-cert"), certificate + QStringLiteral(".pem"),
                QStringLiteral("-key"), certificate + QStringLiteral(".key") }
                + more);
        const bool isUp = QTest::qWaitFor(
            [this] {
                m_output += m_process.readAll();
                const qsizetype at = m_output.indexOf("ACCEPT 127.0.0.1:");
                const qsizetype end = m_output.indexOf('\n', at);
                if (at < 0 || end < 0)
                    return false;
                m_port = m_output.mid(at + 17, end - at - 17).trimmed().toUShort();
                return true;
            },
            20000);
        if (!isUp)
            qFatal("openssl s_server does not come up: %s", m_output.constData());
    }
    ~OpensslServer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    quint16 port() const { return m_port; }
    QByteArray url(const QByteArray &host = "127.0.0.1") const
    {
        return "https://" + host + ':' + QByteArray::number(m_port) + "/ok";
    }
    /// What it said so far.
    QByteArray output()
    {
        m_output += m_process.readAll();
        return m_output;
    }

private:
    QProcess m_process;
    QByteArray m_output;
    quint16 m_port = 0;
};

} // namespace authscope::test
