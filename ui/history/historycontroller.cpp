// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/historycontroller.h"

#include "session/connection.h"
#include "ui/common/question.h"
#include "ui/common/text.h"
#include "ui/history/callcommands.h"
#include "ui/history/comparedialog.h"
#include "ui/history/limitsdialog.h"
#include "ui/history/replaydialog.h"
#include "ui/history/savecalldialog.h"
#include "ui/tools/toolsview.h"

#include <QFileDialog>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

const json::Limits recorded{ .maxDepth = 512, .refuseDuplicates = false };

/// The result as JSON; what is no JSON, because it was cut or never came, as words.
json::Value valueOf(const store::CallRecord &record)
{
    const auto value = json::parse(record.result, u"The recorded result"_s, recorded);
    if (value)
        return *value;
    return json::Value(
        json::string(record.result.isEmpty() ? record.error : QString::fromUtf8(record.result)));
}

replay::Ending endingOf(const store::CallRecord &record)
{
    replay::Ending out{ .duration = std::chrono::milliseconds(record.durationMs) };
    const auto value = json::parse(record.result, u"The recorded result"_s, recorded);
    const auto result = value ? mcp::readToolResult(*value) : base::fail(value.error());
    if (result)
        out.result = *result;
    else if (record.outcome != "ok")
        out.error = base::Error{ .kind = base::ErrorKind::ToolFailed,
            .code = record.error.left(6),
            .message = record.error,
            .rule = u"recorded"_s };
    return out;
}

QString titleOf(const store::CallRecord &record)
{
    QString title = u"%1 · %2"_s.arg(record.tool, clockTime(record.at));
    return record.identity.isEmpty() ? title : title + u" · "_s + record.identity;
}

} // namespace

HistoryController::HistoryController(ToolsView *view, session::Connection *connection, QObject *parent)
    : QObject(parent), m_view(view), m_panel(view->history()), m_connection(connection), m_clipboard(this)
{
    store::Store *store = connection->store();
    m_panel->setSource([store](const store::CallFilter &filter, qint64 before,
                           int limit) { return store->findCalls(filter, before, limit); },
        [store] {
            return HistoryPanel::Choices{ .tools = store->calledTools().value_or(QStringList()),
                .people = store->callers().value_or(QStringList()) };
        });
    m_panel->setConnection(connection->id());
    connect(connection, &session::Connection::historyChanged, m_panel, &HistoryPanel::refresh);
    connect(m_panel, &HistoryPanel::callChosen, this, [this](qint64 id) {
        if (const auto record = read(id))
            Q_EMIT m_view->callChosen(*record);
    });
    connect(m_panel, &HistoryPanel::actionRequested, this, &HistoryController::act);
    connect(m_panel, &HistoryPanel::forgetAllRequested, this, &HistoryController::askForgetAll);
    connect(m_panel, &HistoryPanel::limitsRequested, this, &HistoryController::editLimits);
    connect(m_panel, &HistoryPanel::replayRequested, this, &HistoryController::chooseSavedCalls);
    connect(view->panel(), &ToolPanel::saveRequested, this, &HistoryController::saveCall);
}

std::optional<store::CallRecord> HistoryController::read(qint64 id)
{
    if (!m_connection)
        return {};
    const auto record = m_connection->store()->call(id);
    if (!record) {
        showProblem(record.error());
        return {};
    }
    return *record;
}

void HistoryController::act(HistoryPanel::Action action, const QList<qint64> &calls)
{
    const auto record = read(calls.first());
    if (!record)
        return;
    switch (action) {
    case HistoryPanel::Action::CallAgain:
        Q_EMIT m_view->callChosen(*record);
        // Only with the very same arguments: a form without them would make another call.
        if (m_view->panel()->toolName() == record->tool && !record->isArgumentsCut())
            m_view->panel()->call();
        return;
    case HistoryPanel::Action::Compare:
        return compare(calls.last(), calls.first()); // the older one first
    case HistoryPanel::Action::CopyCurl:
        return m_clipboard.copy(curlFor(*record, *m_connection));
    case HistoryPanel::Action::CopyCommand:
        return m_clipboard.copy(commandFor(*record, *m_connection));
    case HistoryPanel::Action::Save:
        return save(*record);
    case HistoryPanel::Action::Forget:
        return forget({ .call = record->id });
    }
}

void HistoryController::compare(qint64 one, qint64 other)
{
    const auto before = read(one);
    const auto after = read(other);
    if (!before || !after)
        return;
    auto *dialog = new CompareResultsDialog(
        { titleOf(*before), valueOf(*before) }, { titleOf(*after), valueOf(*after) }, m_view->window());
    dialog->show();
}

json::Value HistoryController::outputSchema(const QString &tool) const
{
    const mcp::Tool *known = m_view->tool(tool);
    return known ? known->outputSchema : json::Value(nullptr);
}

void HistoryController::save(const store::CallRecord &record)
{
    if (!m_connection)
        return;
    const auto arguments = json::parseObject(record.arguments, tr("The recorded arguments"), recorded);
    if (!arguments)
        return showProblem(arguments.error());
    replay::Flow flow{ .name = base::cleaned(record.tool, 80),
        .server = m_connection->url(),
        .steps = { { .tool = record.tool, .arguments = *arguments } } };
    // A program has no address that means anything elsewhere.
    if (m_connection->command().isSet()) {
        flow.server.clear();
        flow.connection = m_connection->name();
    }
    replay::Ending ending = endingOf(record);
    ending.outputSchema = outputSchema(record.tool);
    (new SaveCallDialog(flow, ending, m_view->window()))->open();
}

void HistoryController::saveCall(const QString &tool, const json::Object &arguments)
{
    if (!m_connection)
        return;
    store::CallRecord record{ .tool = tool, .arguments = json::compact(arguments), .outcome = "ok" };
    const auto last
        = m_connection->store()->findCalls({ .connection = m_connection->id(), .tool = tool }, 0, 1);
    if (last && !last->isEmpty()) {
        const auto known = read(last->first().id);
        if (known && known->arguments == record.arguments)
            record = *known;
    }
    save(record);
}

void HistoryController::forget(const session::Forgotten &what)
{
    if (!m_connection)
        return;
    auto *forgetting = new session::ForgetCalls(m_connection->store(), what, this);
    connect(forgetting, &base::Operation::finished, this, [this, forgetting] {
        forgetting->deleteLater();
        if (!forgetting->result())
            showProblem(forgetting->result().error());
        if (m_connection)
            Q_EMIT m_connection->historyChanged();
    });
    forgetting->start();
}

void HistoryController::askForgetAll()
{
    if (!m_connection)
        return;
    const bool isAll = m_panel->filter().connection.isEmpty();
    ask(m_view, u"forgetAllCallsDialog"_s,
        { .title = isAll ? tr("Forget all calls?") : tr("Forget all calls of this connection?"),
            .words
            = tr("Every recorded call of %1 goes, with its arguments, its result and the exchanges that "
                 "carried it, so that no byte of it is left on this computer. It cannot be taken back. "
                 "What was done at the server stays done.")
                  .arg(isAll ? tr("all connections") : isolated(base::cleaned(m_connection->name(), 80))),
            .yes = tr("Forget all") },
        [this, isAll] {
            if (m_connection)
                forget({ .connection = isAll ? QString() : m_connection->id() });
        });
}

void HistoryController::editLimits()
{
    if (!m_connection)
        return;
    store::Store *store = m_connection->store();
    auto *dialog = new HistoryLimitsDialog(store->historyLimits().value_or(store::HistoryLimits()),
        store->historySize().value_or(store::HistorySize()), m_view);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (!m_connection)
            return;
        if (const auto saved = m_connection->store()->setHistoryLimits(dialog->limits()); !saved)
            showProblem(saved.error());
        m_panel->refresh();
    });
    dialog->open();
}

void HistoryController::chooseSavedCalls()
{
    auto *dialog = new QFileDialog(m_view->window(), tr("Run saved calls"), {}, tr("Saved calls (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &HistoryController::runSavedCalls);
    dialog->open();
}

void HistoryController::runSavedCalls(const QStringList &paths)
{
    if (!m_connection)
        return;
    QList<ReplayDialog::File> files;
    for (const QString &path : paths) {
        const auto flow = replay::readFlowFile(path);
        if (!flow)
            return showProblem(flow.error());
        files.append({ QFileInfo(path).fileName(), *flow });
    }
    (new ReplayDialog(m_connection, files, m_view->window()))->show();
}

void HistoryController::showProblem(const base::Error &error)
{
    m_view->result()->setData({ .error = error });
}

} // namespace authscope::ui
