// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/networkfields.h"

#include "base/text.h"
#include "ui/common/text.h"
#include "ui/connections/fields.h"

#include <QBoxLayout>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qint64 largestFile = 1 << 20;

base::Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    const QString name = isolated(base::cleaned(QFileInfo(path).fileName(), 80));
    if (!file.open(QIODevice::ReadOnly))
        return base::fail(
            { .message = NetworkFields::tr("%1 cannot be read: %2.").arg(name, file.errorString()) });
    const QByteArray content = file.read(largestFile + 1);
    if (content.size() > largestFile)
        return base::fail({ .message = NetworkFields::tr("%1 is larger than 1 MiB.").arg(name) });
    return content;
}

QString described(const QByteArray &pem)
{
    QStringList lines;
    for (const QSslCertificate &one : QSslCertificate::fromData(pem))
        lines += net::describe(net::factsOf(one));
    return lines.join(u'\n');
}

Label *facts(const QString &objectName)
{
    auto *label = new Label({}, TextRole::Caption, Tone::Muted);
    label->setObjectName(objectName);
    label->setWrapping(true);
    label->setSelectable();
    return label;
}

} // namespace

NetworkFields::NetworkFields()
    : m_authorities(facts(u"authoritiesLabel"_s))
    , m_owner(facts(u"clientCertificateLabel"_s))
    , m_passphrase(lineEdit(u"passphraseLineEdit"_s, tr("Passphrase of the key"), tr("used once, not kept")))
    , m_unlock(new QWidget)
    , m_dropAuthorities(button(tr("Trust none"), u"dropAuthoritiesButton"_s))
    , m_dropIdentity(button(tr("Show none"), u"dropClientCertificateButton"_s))
    , m_wrong(new Label({}, TextRole::Body, Tone::Bad))
{
    setObjectName(u"networkFields"_s);
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_wrong->setObjectName(u"networkProblemLabel"_s);
    m_wrong->setWrapping(true);
    QPushButton *authorities = fileButton(
        u"authorities"_s, tr("Trust the certificates of a file…"), &NetworkFields::takeAuthorities);
    QPushButton *identity = fileButton(
        u"clientCertificate"_s, tr("Show the certificate of a file…"), &NetworkFields::takeIdentity);
    QPushButton *unlock = button(tr("Unlock"), u"unlockKeyButton"_s);
    auto *unlockLine = row(m_unlock, 0, 8);
    unlockLine->addWidget(m_passphrase, 1);
    unlockLine->addWidget(unlock);
    auto *all = column(this, 0, 4);
    const auto part = [all](const QString &title, QPushButton *choose, QPushButton *drop, Label *label) {
        auto *buttons = row(nullptr, 0, 8);
        buttons->addWidget(choose);
        buttons->addWidget(drop);
        buttons->addStretch();
        all->addWidget(new Label(title));
        all->addLayout(buttons);
        all->addWidget(label);
    };
    part(tr("Trusted beside the system’s authorities"), authorities, m_dropAuthorities, m_authorities);
    part(tr("Certificate for servers that ask for one"), identity, m_dropIdentity, m_owner);
    all->addWidget(m_unlock);
    all->addWidget(m_wrong);
    connect(m_dropAuthorities, &QPushButton::clicked, this, [this] {
        m_extraCa.clear();
        showAll();
    });
    connect(m_dropIdentity, &QPushButton::clicked, this, [this] {
        m_certificate.clear();
        m_identity = net::ClientIdentity();
        showAll();
    });
    connect(unlock, &QPushButton::clicked, this, &NetworkFields::readIdentity);
    connect(m_passphrase, &QLineEdit::returnPressed, this, &NetworkFields::readIdentity);
    showAll();
}

QPushButton *NetworkFields::fileButton(
    const QString &name, const QString &words, void (NetworkFields::*take)(const QString &))
{
    QPushButton *made = button(words, name + u"FileButton"_s);
    connect(made, &QPushButton::clicked, this, [this, name, words, take] {
        auto *dialog = new QFileDialog(this, words);
        dialog->setObjectName(name + u"FileDialog"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, take);
        dialog->open();
    });
    return made;
}

void NetworkFields::setKept(const QByteArray &extraCa, const QByteArray &clientCertificate)
{
    m_extraCa = extraCa;
    m_certificate = clientCertificate;
    m_identity.reset();
    clearSecrets();
    say({});
    showAll();
}

void NetworkFields::takeAuthorities(const QString &path)
{
    const auto content = contentOf(path);
    if (!content)
        return say(content.error().message);
    const auto read = net::readCertificates(*content, base::cleaned(QFileInfo(path).fileName(), 80));
    if (!read)
        return say(read.error().message);
    m_extraCa = *read;
    say({});
    showAll();
}

void NetworkFields::takeIdentity(const QString &path)
{
    const auto content = contentOf(path);
    if (!content)
        return say(content.error().message);
    m_identityFile = base::Secret(*content);
    say({});
    if (net::needsPassphrase(*content))
        return showAll();
    readIdentity();
}

void NetworkFields::readIdentity()
{
    const auto read
        = net::readClientIdentity(m_identityFile.reveal(), {}, base::Secret(m_passphrase->text().toUtf8()));
    m_passphrase->clear();
    if (!read)
        return say(read.error().message);
    m_identity = *read;
    m_certificate = read->certificate;
    m_identityFile = {};
    say({});
    showAll();
}

void NetworkFields::showAll()
{
    m_authorities->setText(m_extraCa.isEmpty() ? tr("None.") : described(m_extraCa));
    m_dropAuthorities->setVisible(!m_extraCa.isEmpty());
    m_owner->setText(m_certificate.isEmpty() ? tr("None.") : described(m_certificate));
    m_dropIdentity->setVisible(!m_certificate.isEmpty());
    m_unlock->setVisible(!m_identityFile.isEmpty());
}

void NetworkFields::say(const QString &problem)
{
    m_problem = problem;
    m_wrong->setText(problem.isEmpty() ? QString() : u"✗ "_s + problem);
    m_wrong->setVisible(!problem.isEmpty());
}

void NetworkFields::clearSecrets()
{
    m_identityFile = {};
    m_passphrase->clear();
    m_unlock->hide();
}

} // namespace authscope::ui
