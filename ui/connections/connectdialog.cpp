// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectdialog.h"

#include "base/urlguard.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/connections/commandform.h"
#include "ui/connections/fields.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

ConnectDialog::ConnectDialog(Prober prober, QWidget *parent)
    : QDialog(parent)
    , m_prober(std::move(prober))
    , m_mode(new SegmentedControl(tr("Connect to"), u"connectMode"_s))
    , m_stack(new QStackedWidget)
    , m_command(new CommandForm)
    , m_url(lineEdit(u"urlLineEdit"_s, tr("MCP server URL, or issuer, or project domain"),
          u"https://mcp.example.com/mcp"_s))
    , m_busy(new QProgressBar)
    , m_found(new Label({}, TextRole::Body, Tone::Muted))
    , m_error(new ErrorPresenter(u"probeError"_s))
    , m_more(button(tr("Advanced"), u"advancedButton"_s))
    , m_advanced(new AdvancedForm(AdvancedForm::Parts(
          AdvancedForm::SignIn | AdvancedForm::Protocol | AdvancedForm::Headers | AdvancedForm::Limits)))
    , m_connect(primaryButton(tr("Connect"), u"dialogConnectButton"_s))
{
    setObjectName(u"connectDialog"_s);
    setWindowTitle(tr("Connect"));
    setWindowModality(Qt::WindowModal);
    m_typing.setSingleShot(true);
    m_typing.setInterval(600ms);
    m_mode->add(tr("Address"), u"addressModeButton"_s);
    m_mode->add(tr("Program on this machine"), u"programModeButton"_s);
    QScrollArea *address = scrollingPage(makeAddress(), tr("Address"));
    m_stack->addWidget(address);
    auto *program = new QWidget;
    auto *programColumn = column(program, 0, 8);
    programColumn->addWidget(m_command);
    programColumn->addStretch();
    m_stack->addWidget(program);

    QPushButton *cancel = button(tr("Cancel"), u"cancelConnectButton"_s);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_connect);
    auto *all = column(this, 20, 12);
    all->addWidget(m_mode);
    all->addWidget(m_stack, 1);
    all->addLayout(buttons);
    resize(600, 340);

    connect(m_mode, &SegmentedControl::currentChanged, this, &ConnectDialog::showMode);
    connect(m_url, &QLineEdit::textChanged, this, &ConnectDialog::urlEdited);
    connect(m_url, &QLineEdit::returnPressed, this, &ConnectDialog::confirm);
    connect(m_command, &CommandForm::submitted, this, &ConnectDialog::confirm);
    connect(m_command, &CommandForm::edited, this, [this] { showMode(m_mode->current()); });
    connect(&m_typing, &QTimer::timeout, this, &ConnectDialog::probe);
    connect(m_more, &QPushButton::toggled, this, [this](bool open) {
        m_advanced->setVisible(open);
        m_more->setIcon(tintedIcon(open ? u"down"_s : u"right"_s, Tone::Muted));
        if (open) // as high as its fields, where the screen has the room; else they scroll
            resize(width(),
                std::min(screen()->availableGeometry().height() * 9 / 10,
                    std::max(height(), minimumSizeHint().height() + m_advanced->sizeHint().height())));
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
        m_advanced->clearSecrets();
    });
    urlEdited();
}

QWidget *ConnectDialog::makeAddress()
{
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
    m_advanced->setContentsMargins(24, 0, 0, 0);
    m_advanced->hide();
    auto *caption = new Label(tr("MCP server URL, or issuer, or project domain"), TextRole::Body);
    caption->setBuddy(m_url);
    auto *page = new QWidget;
    auto *all = column(page, 0, 8);
    all->addWidget(caption);
    all->addWidget(m_url);
    all->addWidget(m_busy);
    all->addWidget(m_found);
    all->addWidget(m_error);
    all->addWidget(m_more, 0, Qt::AlignLeft);
    all->addWidget(m_advanced);
    all->addStretch();
    return page;
}

void ConnectDialog::openWith(const QString &url)
{
    m_advanced->setSettings({});
    m_more->setChecked(false);
    m_command->clearCommand();
    m_mode->setCurrent(Address);
    m_url->setText(url);
    urlEdited();
    open();
    m_url->setFocus();
}

void ConnectDialog::showMode(int mode)
{
    m_stack->setCurrentIndex(mode);
    m_connect->setText(mode == Program ? tr("Connect…") : tr("Connect"));
    if (mode == Program) {
        m_typing.stop();
        dropProbe();
        m_connect->setEnabled(m_command->command().has_value());
    } else {
        m_connect->setEnabled(!m_url->text().trimmed().isEmpty());
    }
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
    if (!m_probe)
        return m_busy->setVisible(false);
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

void ConnectDialog::confirmCommand()
{
    const auto command = m_command->command();
    if (!command)
        return; // the form says why
    Answer answer;
    answer.command = *command;
    answer.signIn = false;
    accept();
    Q_EMIT answered(answer);
}

void ConnectDialog::confirm()
{
    if (m_mode->current() == Program)
        return confirmCommand();
    const auto url = base::readTypedUrl(m_url->text());
    if (!url) {
        m_typing.stop();
        m_error->setError(url.error());
        return;
    }
    if (const QString problem = m_advanced->problem(); !problem.isEmpty()) {
        m_more->setChecked(true);
        m_error->setError(base::Error{ .message = problem });
        return;
    }
    Answer answer;
    answer.url = url->text;
    answer.settings = m_advanced->settings();
    answer.clientSecret = m_advanced->clientSecret();
    answer.grantInput = m_advanced->grantInput();
    answer.headers = m_advanced->headers();
    answer.isAdvanced = m_more->isChecked();
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
