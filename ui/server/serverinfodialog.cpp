// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/serverinfodialog.h"

#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/text.h"
#include "ui/jsonview/jsonview.h"
#include "ui/resources/watchmark.h"

#include <QBoxLayout>
#include <QFormLayout>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

enum Page { About, Capabilities, Answer, Complaints, Log };

QString versionList(const QList<QByteArray> &versions)
{
    QStringList texts;
    for (const QByteArray &version : versions)
        texts += base::cleaned(version, 40);
    return texts.isEmpty() ? ServerInfoDialog::tr("not listed") : texts.join(u", "_s);
}

QString watchedWords(const mcp::Watch &accepted)
{
    QStringList heard;
    if (accepted.tools)
        heard += ServerInfoDialog::tr("tools");
    if (accepted.prompts)
        heard += ServerInfoDialog::tr("prompts");
    if (accepted.resources)
        heard += ServerInfoDialog::tr("list of resources");
    if (!accepted.uris.isEmpty())
        heard += counted(
            accepted.uris.size(), ServerInfoDialog::tr("1 resource"), ServerInfoDialog::tr("%1 resources"));
    return heard.join(u", "_s);
}

} // namespace

ServerInfoDialog::ServerInfoDialog(QWidget *parent)
    : QDialog(parent)
    , m_empty(new EmptyState(u"serverInfoEmpty"_s))
    , m_tabs(new QTabWidget)
    , m_error(new ErrorPresenter(u"serverInfoError"_s))
    , m_facts(new QFormLayout)
    , m_instructionsTitle(
          new Label(tr("Instructions, in the server’s words"), TextRole::Caption, Tone::Muted))
    , m_instructions(new QPlainTextEdit)
    , m_capabilities(new JsonView(u"capabilitiesTree"_s, tr("Capabilities")))
    , m_answer(new JsonView(u"serverAnswerTree"_s, tr("The whole introduction")))
    , m_complaints(new Table(u"complaintsTable"_s, tr("Rules the server broke"), Table::Height::Scrolling))
    , m_log(new Table(u"serverLogTable"_s, tr("Log lines of the server"), Table::Height::Scrolling))
    , m_ask(button(tr("Ask again"), u"introduceButton"_s))
    , m_ping(button(tr("Ping"), u"pingButton"_s))
    , m_outcome(new Label({}, TextRole::Body, Tone::Muted))
{
    setObjectName(u"serverInfoView"_s);
    setModal(false);
    m_empty->setWords(tr("The server has not introduced itself"),
        tr("Asking opens a session and shows the name, the version of the protocol and what the server can "
           "do."),
        tr("Ask the server"));
    m_outcome->setObjectName(u"pingLabel"_s);
    m_outcome->setWrapping(true);
    m_complaints->setModel(&m_complaintModel);
    m_log->setModel(&m_logModel);
    m_log->setWordWrap(false);
    m_tabs->setObjectName(u"serverInfoTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setAccessibleName(tr("About the server"));
    m_tabs->addTab(makeAbout(), tr("About"));
    m_tabs->addTab(m_capabilities, tr("Capabilities"));
    m_tabs->addTab(m_answer, tr("As received"));
    m_tabs->addTab(m_complaints, tr("Broken rules"));
    m_tabs->addTab(m_log, tr("Log"));

    QPushButton *close = button(tr("Close"), u"closeServerInfoButton"_s);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(m_ask);
    buttons->addWidget(m_ping);
    buttons->addWidget(m_outcome, 1);
    buttons->addWidget(close);
    auto *all = column(this, 20, 12);
    all->addWidget(m_error);
    all->addWidget(m_empty, 1);
    all->addWidget(m_tabs, 1);
    all->addLayout(buttons);
    resize(720, 520);
    connect(m_ask, &QPushButton::clicked, this, &ServerInfoDialog::introduceRequested);
    connect(m_empty, &EmptyState::actionRequested, this, &ServerInfoDialog::introduceRequested);
    connect(m_ping, &QPushButton::clicked, this, &ServerInfoDialog::pingRequested);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &ServerInfoDialog::exchangeRequested);
    connect(m_complaints, &QTableView::activated, this, [this](const QModelIndex &index) {
        const auto exchange = index.siblingAtColumn(0).data(PayloadRole).toULongLong();
        if (exchange != 0)
            Q_EMIT exchangeRequested(exchange);
    });
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    setData({});
}

QWidget *ServerInfoDialog::makeAbout()
{
    m_facts->setHorizontalSpacing(16);
    m_facts->setVerticalSpacing(8);
    m_instructions->setObjectName(u"instructionsEdit"_s);
    m_instructions->setAccessibleName(m_instructionsTitle->text());
    m_instructions->setReadOnly(true);
    m_instructions->setUndoRedoEnabled(false);
    m_instructions->setTabChangesFocus(true);
    auto *page = new QWidget;
    auto *all = column(page, 0, 8);
    all->setContentsMargins(4, 12, 4, 4);
    all->addLayout(m_facts);
    all->addWidget(m_instructionsTitle);
    all->addWidget(m_instructions, 1);
    all->addStretch();
    return page;
}

void ServerInfoDialog::setData(const ServerInfoData &given)
{
    const bool known = given.server.has_value();
    setWindowTitle(tr("About %1").arg(isolated(base::cleaned(given.connection, 80))));
    const bool hasMore = !given.complaints.isEmpty() || !given.log.isEmpty();
    m_tabs->setVisible(known || hasMore);
    m_empty->setVisible(!known && !hasMore);
    m_ask->setVisible(known || hasMore);
    // 2026-07-28 has no ping: there is no session to keep alive.
    const bool canPing = known && given.server->era == mcp::Era::Legacy;
    m_ping->setVisible(known);
    m_ping->setEnabled(canPing);
    m_ping->setToolTip(plainToolTip(
        canPing ? QString() : tr("The modern protocol has no ping; every request stands alone.")));
    showFacts(given);
    m_complaintModel.clear();
    m_complaintModel.setHorizontalHeaderLabels({ tr("What it did"), tr("Rule") });
    for (auto it = given.complaints.crbegin(); it != given.complaints.crend(); ++it) {
        QStandardItem *what = cell(it->message, Tone::Caution);
        what->setData(QVariant::fromValue<qulonglong>(it->exchange), PayloadRole);
        m_complaintModel.appendRow({ what, cell(it->rule.isEmpty() ? it->code : it->rule, Tone::Muted) });
    }
    m_complaints->setColumns({ 0, 22 });
    m_complaints->resizeRowsToContents();
    m_tabs->setTabText(Complaints,
        given.complaints.isEmpty() ? tr("Broken rules: none")
                                   : tr("Broken rules: %1").arg(given.complaints.size()));
    m_logModel.clear();
    m_logModel.setHorizontalHeaderLabels({ tr("Time"), tr("Level"), tr("Line") });
    for (auto it = given.log.crbegin(); it != given.log.crend(); ++it)
        m_logModel.appendRow(
            { cell(preciseTime(it->at), Tone::Muted), cell(it->level), cell(it->text, Tone::Plain, true) });
    m_log->setColumns({ 14, 10, 0 });
    m_tabs->setTabText(Log, given.log.isEmpty() ? tr("Log") : tr("Log: %1").arg(given.log.size()));
}

void ServerInfoDialog::showFacts(const ServerInfoData &given)
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    const auto fact = [this](const QString &name, const QString &text, const QString &objectName) {
        if (text.isEmpty())
            return;
        auto *value = new Label(text);
        value->setObjectName(objectName);
        value->setWrapping(true);
        value->setSelectable();
        m_facts->addRow(new Label(name, TextRole::Body, Tone::Muted), value);
    };
    if (given.server) {
        const mcp::ServerInfo &server = *given.server;
        QString name = foreignName(server.title.isEmpty() ? server.name : server.title, 120);
        if (!server.title.isEmpty() && server.title != server.name)
            name += u" (%1)"_s.arg(base::cleaned(server.name, 120));
        fact(tr("Name"), name, u"serverNameLabel"_s);
        fact(tr("Version"), base::cleaned(server.version, 80), u"serverVersionLabel"_s);
        fact(tr("Protocol"), mcp::describeEra(server.era, base::cleaned(server.protocolVersion, 40).toUtf8()),
            u"protocolLabel"_s);
        fact(tr("It speaks"), versionList(server.supportedVersions), u"supportedVersionsLabel"_s);
        fact(tr("Web site"), base::cleaned(server.websiteUrl, 300), u"websiteLabel"_s);
        m_capabilities->setValue(server.capabilities);
        m_answer->setValue(server.raw.is_null() ? json::Value(server.capabilities) : server.raw);
    } else {
        m_capabilities->clearValue();
        m_answer->clearValue();
    }
    QString watch = watchKindWords(given.watch.kind);
    if (const QString heard = watchedWords(given.watch.accepted); !heard.isEmpty())
        watch += tr(" · tells of: %1").arg(heard);
    if (!given.watch.note.isEmpty())
        watch += u" · "_s + base::cleaned(given.watch.note, 300);
    fact(tr("Changes"), watch, u"watchStateLabel"_s);
    if (given.watch.error)
        fact(tr("Last problem"), base::cleaned(given.watch.error->message, 500), u"watchErrorLabel"_s);
    const QString instructions = given.server ? given.server->instructions : QString();
    m_instructions->setPlainText(base::cleanedBlock(instructions, 64 * 1024));
    m_instructions->setVisible(!instructions.isEmpty());
    m_instructionsTitle->setVisible(!instructions.isEmpty());
}

void ServerInfoDialog::setOutcome(const QString &words, Tone tone)
{
    m_outcome->setTone(tone);
    m_outcome->setText(words);
}

void ServerInfoDialog::setBusy(bool busy)
{
    m_ask->setEnabled(!busy);
    m_empty->actionButton()->setEnabled(!busy);
    if (busy)
        setOutcome(tr("asking …"), Tone::Muted);
}

void ServerInfoDialog::setError(const std::optional<base::Error> &error)
{
    m_error->setError(error);
}

} // namespace authscope::ui
