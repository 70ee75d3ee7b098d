// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/callpoliciesdialog.h"

#include "session/toolconsents.h"
#include "ui/common/icons.h"
#include "ui/common/question.h"
#include "ui/common/text.h"
#include "ui/tools/toolmodel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

using session::CallRule;

constexpr CallRule generalRules[] = { CallRule::AskForWrites, CallRule::AskAlways, CallRule::Never };
/// Beside the first entry: none of its own.
constexpr CallRule toolRules[] = { CallRule::AskForWrites, CallRule::AskAlways, CallRule::AllowSession,
    CallRule::AllowAlways, CallRule::Never };

QComboBox *combo(const QString &objectName, const QString &words)
{
    auto *box = new QComboBox;
    box->setObjectName(objectName);
    box->setAccessibleName(words);
    return box;
}

} // namespace

CallPoliciesDialog::CallPoliciesDialog(session::Connection *connection, QWidget *parent)
    : QDialog(parent)
    , m_connection(connection)
    , m_general(combo(u"connectionRuleCombo"_s, tr("Before a tool is called")))
    , m_lock(new QCheckBox(tr("Locked: only tools that are marked read-only may be called")))
    , m_table(new Table(u"policiesTable"_s, tr("What was decided about tools"), Table::Height::Scrolling))
    , m_about(new Label({}, TextRole::Body, Tone::Muted))
    , m_rule(combo(u"toolRuleCombo"_s, tr("Rule of the chosen tool")))
    , m_forget(button(tr("Forget this decision"), u"forgetDecisionButton"_s))
    , m_forgetAll(button(tr("Forget all…"), u"forgetDecisionsButton"_s))
{
    setObjectName(u"callPoliciesDialog"_s);
    setWindowTitle(tr("What tools may do"));
    setModal(false);
    for (const CallRule rule : generalRules)
        m_general->addItem(session::ruleWords(rule));
    m_lock->setObjectName(u"policiesLockCheckBox"_s);
    m_lock->setAccessibleName(m_lock->text());
    m_rule->addItem(tr("as the connection"));
    for (const CallRule rule : toolRules)
        m_rule->addItem(session::ruleWords(rule));
    m_model.setHorizontalHeaderLabels({ tr("Tool"), tr("What it does"), tr("Rule"), tr("Approved") });
    m_table->setModel(&m_model);
    m_table->setColumns({ 0, 18, 30, 18 });
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_about->setObjectName(u"policyToolLabel"_s);
    m_about->setWrapping(true);

    auto *general = new QFormLayout;
    general->setHorizontalSpacing(16);
    general->addRow(tr("Before a tool is called"), m_general);
    auto *chosenRow = row(nullptr, 0, 12);
    chosenRow->addWidget(m_about, 1);
    chosenRow->addWidget(m_rule);
    QPushButton *close = button(tr("Close"), u"closePoliciesButton"_s);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(m_forget);
    buttons->addWidget(m_forgetAll);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *all = column(this, 20, 12);
    all->addLayout(general);
    all->addWidget(m_lock);
    all->addWidget(m_table, 1);
    all->addLayout(chosenRow);
    all->addLayout(buttons);
    resize(760, 520);

    session::ToolConsents *consents = connection->consents();
    connect(consents, &session::ToolConsents::changed, this, &CallPoliciesDialog::refresh);
    connect(connection, &session::Connection::toolsChanged, this, &CallPoliciesDialog::refresh);
    connect(connection, &QObject::destroyed, this, &QDialog::close);
    connect(m_general, &QComboBox::activated, this,
        [consents](int index) { consents->setRule(generalRules[index]); });
    connect(m_lock, &QCheckBox::clicked, this, [consents](bool on) { consents->setLocked(on); });
    connect(m_rule, &QComboBox::activated, this, &CallPoliciesDialog::setRule);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &CallPoliciesDialog::showChosen);
    connect(m_forget, &QPushButton::clicked, this, [this, consents] { consents->forget(chosen()); });
    connect(m_forgetAll, &QPushButton::clicked, this, [this, consents] {
        ui::ask(this, u"forgetDecisionsQuestion"_s,
            { .title = tr("Forget every decision?"),
                .words = tr("Rules, approvals and allowances of all tools of this connection are forgotten. "
                            "Each tool is asked for again as if it was new."),
                .yes = tr("Forget all") },
            [consents] { consents->forgetAll(); });
    });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    refresh();
}

QString CallPoliciesDialog::chosen() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? current.siblingAtColumn(0).data(PayloadRole).toString() : QString();
}

const mcp::Tool *CallPoliciesDialog::listed(const QString &tool) const
{
    if (!m_connection)
        return nullptr;
    const QList<mcp::Tool> &tools = m_connection->tools();
    const auto found = std::find_if(
        tools.cbegin(), tools.cend(), [&tool](const mcp::Tool &one) { return one.name == tool; });
    return found == tools.cend() ? nullptr : &*found;
}

void CallPoliciesDialog::choose(const QString &tool)
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.index(row, 0).data(PayloadRole).toString() == tool)
            return m_table->setCurrentIndex(m_model.index(row, 0));
    }
}

void CallPoliciesDialog::refresh()
{
    if (!m_connection)
        return;
    const session::ToolConsents *consents = m_connection->consents();
    const auto general = std::find(std::begin(generalRules), std::end(generalRules), consents->rule());
    m_general->setCurrentIndex(int(std::max<std::ptrdiff_t>(0, general - std::begin(generalRules))));
    m_lock->setChecked(consents->isLocked());

    const QString kept = chosen();
    const QSet<QString> changed = consents->changedTools(m_connection->tools());
    m_isShowing = true;
    m_model.removeRows(0, m_model.rowCount());
    QSet<QString> decided;
    const auto add = [&](const session::ToolConsents::Decision &decision) {
        const mcp::Tool *tool = listed(decision.tool);
        QStandardItem *name = cell(decision.tool);
        name->setData(decision.tool, PayloadRole);
        const ChipText effect
            = tool ? toolBadges(*tool, {}).first() : ChipText{ tr("not listed"), Tone::Muted };
        const QString rule = decision.own ? session::ruleWords(decision.own->rule) : tr("as the connection");
        const bool isForced = decision.own && decision.own->isConfirmed;
        QStandardItem *approved = cell(decision.approved ? dayAndTime(*decision.approved) : QString());
        if (changed.contains(decision.tool))
            approved = markedCell(tr("changed since"), int(Mark::Noted), Tone::Caution);
        m_model.appendRow({ name, cell(effect.text, effect.tone),
            cell(isForced ? tr("%1, whatever it does").arg(rule) : rule,
                isForced ? Tone::Caution : Tone::Plain),
            approved });
    };
    const QList<session::ToolConsents::Decision> decisions = consents->decisions();
    for (const session::ToolConsents::Decision &decision : decisions) {
        decided.insert(decision.tool);
        add(decision);
    }
    for (const mcp::Tool &tool : m_connection->tools()) {
        if (!decided.contains(tool.name)) {
            decided.insert(tool.name);
            add({ .tool = tool.name });
        }
    }
    m_isShowing = false;
    m_forgetAll->setEnabled(!decisions.isEmpty());
    choose(kept);
    if (!m_table->currentIndex().isValid() && m_model.rowCount() > 0)
        m_table->setCurrentIndex(m_model.index(0, 0));
    showChosen();
}

void CallPoliciesDialog::showChosen()
{
    if (m_isShowing || !m_connection)
        return;
    const QString tool = chosen();
    const auto own = m_connection->consents()->ownRule(tool);
    const auto consent = m_connection->consents()->consent(tool);
    const auto at
        = own ? std::find(std::begin(toolRules), std::end(toolRules), own->rule) : std::end(toolRules);
    m_rule->setCurrentIndex(at == std::end(toolRules) ? 0 : int(at - std::begin(toolRules)) + 1);
    m_rule->setEnabled(!tool.isEmpty());
    m_forget->setEnabled(own || (consent && consent->approved));
    m_about->setText(tool.isEmpty() ? tr("No tool is listed yet.")
                                    : tr("Rule of %1").arg(isolated(base::cleaned(tool, 80))));
}

void CallPoliciesDialog::setRule(int index)
{
    const QString name = chosen();
    session::ToolConsents *consents = m_connection->consents();
    if (index == 0) {
        consents->setOwnRule(name, std::nullopt);
        return;
    }
    const CallRule rule = toolRules[index - 1];
    const mcp::Tool *tool = listed(name);
    // What is not listed now may be anything when it is listed again.
    const session::CallDecision would
        = session::decide({ .effect = tool ? tool->effect() : mcp::Effect::Destroys,
            .writesOutside = !tool || tool->writesOutside(),
            .own = session::OwnRule{ rule } });
    const bool isAllowance = rule == CallRule::AllowSession || rule == CallRule::AllowAlways;
    if (!isAllowance || would.kind == session::CallDecision::Kind::Run) {
        consents->setOwnRule(name, session::OwnRule{ rule });
        return;
    }
    showChosen(); // until the person says yes to the warning
    ui::ask(this, u"allowAnywayQuestion"_s,
        { .title = tr("Call it without asking, whatever it does?"),
            .words
            = tr("“%1” may delete things or reach other people. With this rule nobody is asked before it "
                 "runs, however often. The rule ends by itself when the tool changes.")
                  .arg(base::cleaned(name, 80)),
            .yes = tr("Allow it") },
        [consents, name, rule] {
            consents->setOwnRule(name, session::OwnRule{ rule, true });
        });
}

} // namespace authscope::ui
