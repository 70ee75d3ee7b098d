// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectdialog.h"

#include "base/urlguard.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QFormLayout>
#include <QLineEdit>
#include <QProgressBar>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

namespace {

QLineEdit *field(const QString &objectName, const QString &words, const QString &placeholder)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(objectName);
    edit->setAccessibleName(words);
    edit->setPlaceholderText(placeholder);
    return edit;
}

} // namespace

ConnectDialog::ConnectDialog(Prober prober, QWidget *parent)
    : QDialog(parent)
    , m_prober(std::move(prober))
    , m_url(field(u"urlLineEdit"_s, tr("MCP server URL, or issuer, or project domain"),
          u"https://mcp.example.com/mcp"_s))
    , m_busy(new QProgressBar)
    , m_found(new Label({}, TextRole::Body, Tone::Muted))
    , m_error(new ErrorPresenter(u"probeError"_s))
    , m_more(button(tr("Advanced"), u"advancedButton"_s))
    , m_advanced(new QFrame)
    , m_clientId(field(u"clientIdLineEdit"_s, tr("Client id"), tr("found or registered when empty")))
    , m_clientSecret(
          field(u"clientSecretLineEdit"_s, tr("Client secret"), tr("only when you were given one")))
    , m_scopes(
          field(u"scopesLineEdit"_s, tr("Scopes"), tr("openid profile …; the server's own list when empty")))
    , m_connect(primaryButton(tr("Connect"), u"dialogConnectButton"_s))
{
    setObjectName(u"connectDialog"_s);
    setWindowTitle(tr("Connect"));
    setWindowModality(Qt::WindowModal);
    m_clientSecret->setEchoMode(QLineEdit::Password);
    m_typing.setSingleShot(true);
    m_typing.setInterval(600ms);
    m_busy->setObjectName(u"probeProgress"_s);
    m_busy->setAccessibleName(tr("Looking at the address"));
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setFixedHeight(4);
    m_found->setObjectName(u"probeLabel"_s);
    m_found->setWrapping(true);
    m_found->setMinimumHeight(m_found->fontMetrics().height() * 2);
    m_found->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_more->setProperty("quiet", true);
    m_more->setCheckable(true);
    m_more->setIcon(tintedIcon(u"right"_s, Tone::Muted));

    auto *form = new QFormLayout(m_advanced);
    form->setContentsMargins(24, 0, 0, 0);
    form->setSpacing(8);
    form->addRow(tr("Client id"), m_clientId);
    form->addRow(tr("Client secret"), m_clientSecret);
    form->addRow(tr("Scopes"), m_scopes);
    m_advanced->hide();

    QPushButton *cancel = button(tr("Cancel"), u"cancelConnectButton"_s);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_connect);

    auto *caption = new Label(tr("MCP server URL, or issuer, or project domain"), TextRole::Body);
    caption->setBuddy(m_url);
    auto *all = column(this, 20, 8);
    all->addWidget(caption);
    all->addWidget(m_url);
    all->addWidget(m_busy);
    all->addWidget(m_found);
    all->addWidget(m_error);
    all->addWidget(m_more, 0, Qt::AlignLeft);
    all->addWidget(m_advanced);
    all->addStretch();
    all->addLayout(buttons);
    resize(580, 280);

    connect(m_url, &QLineEdit::textChanged, this, &ConnectDialog::urlEdited);
    connect(m_url, &QLineEdit::returnPressed, this, &ConnectDialog::confirm);
    connect(&m_typing, &QTimer::timeout, this, &ConnectDialog::probe);
    connect(m_more, &QPushButton::toggled, this, [this](bool open) {
        m_advanced->setVisible(open);
        m_more->setIcon(tintedIcon(open ? u"down"_s : u"right"_s, Tone::Muted));
    });
    connect(m_connect, &QPushButton::clicked, this, &ConnectDialog::confirm);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, [this](base::ExchangeId exchange) {
        reject();
        Q_EMIT exchangeRequested(exchange);
    });
    connect(this, &QDialog::finished, this, [this] {
        m_typing.stop();
        dropProbe();
        m_clientSecret->clear();
    });
    urlEdited();
}

void ConnectDialog::openWith(const QString &url)
{
    m_clientId->clear();
    m_scopes->clear();
    m_more->setChecked(false);
    m_url->setText(url);
    urlEdited();
    open();
    m_url->setFocus();
}

void ConnectDialog::urlEdited()
{
    dropProbe();
    m_report.reset();
    m_error->setError({});
    m_found->setTone(Tone::Muted);
    const bool empty = m_url->text().trimmed().isEmpty();
    m_found->setText(empty ? tr("Nothing is sent while you type.") : QString());
    m_connect->setEnabled(!empty);
    if (empty)
        m_typing.stop();
    else
        m_typing.start();
}

void ConnectDialog::probe()
{
    dropProbe();
    const auto url = base::readTypedUrl(m_url->text());
    if (!url) {
        m_error->setError(url.error());
        return;
    }
    m_found->setTone(Tone::Muted);
    m_found->setText(tr("Looking at %1 …").arg(base::cleaned(url->origin())));
    m_busy->setVisible(true);
    m_probe = m_prober(url->text, this);
    connect(m_probe, &base::Operation::finished, this, &ConnectDialog::probed);
    m_probe->start();
}

void ConnectDialog::probed()
{
    const base::Result<session::ProbeReport> result = m_probe->result();
    dropProbe();
    if (!result) {
        m_found->setText({});
        m_error->setError(result.error());
        return;
    }
    m_report = *result;
    showReport(*m_report);
}

void ConnectDialog::showReport(const session::ProbeReport &report)
{
    m_found->setForeignText(report.summary, 500);
    m_found->setTone(report.oauth.problem ? Tone::Caution : Tone::Good);
    m_error->setError(report.oauth.problem);
}

void ConnectDialog::dropProbe()
{
    m_busy->setVisible(false);
    if (!m_probe)
        return;
    disconnect(m_probe, nullptr, this, nullptr);
    m_probe->cancel();
    m_probe->deleteLater();
    m_probe.clear();
}

void ConnectDialog::confirm()
{
    const auto url = base::readTypedUrl(m_url->text());
    if (!url) {
        m_typing.stop();
        m_error->setError(url.error());
        return;
    }
    Answer answer;
    answer.url = url->text;
    answer.settings.clientId = m_clientId->text().trimmed().toUtf8();
    answer.settings.scopes = oauth::splitScopes(m_scopes->text().toUtf8());
    answer.clientSecret = base::Secret(m_clientSecret->text().toUtf8());
    if (m_report && m_report->server) {
        const mcp::ServerInfo &server = *m_report->server;
        answer.name = base::cleaned(server.title.isEmpty() ? server.name : server.title, 80);
        answer.signIn = m_report->needsSignIn;
    } else if (m_report && m_report->oauth.resource) {
        answer.name = base::cleaned(m_report->oauth.resource->resourceName, 80);
    }
    accept();
    Q_EMIT answered(answer);
}

} // namespace authscope::ui
