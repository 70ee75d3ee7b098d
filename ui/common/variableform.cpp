// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/variableform.h"

#include "ui/common/completingedit.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QMap>

using namespace Qt::StringLiterals;

namespace authscope::ui {

VariableForm::VariableForm() : m_grid(new QGridLayout)
{
    auto *all = column(this, 0, 0);
    all->addLayout(m_grid);
    all->addStretch();
    setObjectName(u"variableForm"_s);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(1, 1);
}

void VariableForm::setVariables(const QList<Variable> &variables)
{
    const bool same = variables.size() == m_lines.size()
        && std::equal(variables.begin(), variables.end(), m_lines.begin(),
            [](const Variable &variable, const Line &line) { return variable == line.variable; });
    if (same)
        return;
    QMap<QByteArray, QString> typed;
    for (const Line &line : std::as_const(m_lines))
        typed[line.variable.name] = line.edit->text();
    m_lines.clear();
    clearLayout(m_grid);
    for (const Variable &variable : variables) {
        addLine(variable);
        m_lines.last().edit->setText(typed.value(variable.name));
    }
}

void VariableForm::addLine(const Variable &variable)
{
    const int at = m_grid->rowCount();
    const QString words
        = base::cleaned(variable.label.isEmpty() ? QString::fromUtf8(variable.name) : variable.label, 80);
    auto *label = new Label(withoutMnemonic(isolated(words)) + (variable.isRequired ? u" *"_s : QString()));
    label->setWrapping(true);
    label->setFixedWidth(QFontMetrics(fontFor(TextRole::Body)).averageCharWidth() * 18);
    label->setContentsMargins(0, 6, 0, 0);
    auto *edit = new CompletingEdit;
    edit->setObjectName(u"variable_"_s + base::cleaned(variable.name, 80));
    edit->setAccessibleName(variable.isRequired ? tr("%1, required").arg(words) : words);
    label->setBuddy(edit);
    auto *hint = new Label({}, TextRole::Caption, Tone::Muted);
    hint->setObjectName(u"variableHint_"_s + base::cleaned(variable.name, 80));
    hint->setWrapping(true);
    m_grid->addWidget(label, at, 0, Qt::AlignTop);
    m_grid->addWidget(edit, at, 1);
    m_grid->addWidget(hint, at + 1, 1);
    const Line line{ variable, edit, hint };
    m_lines += line;
    connect(edit, &CompletingEdit::edited, this, [this, edit] { lineEdited(edit); });
    connect(edit, &QLineEdit::returnPressed, this, &VariableForm::submitted);
    connect(edit, &CompletingEdit::told, this, [this, line](const QString &told) { showHint(line, told); });
    applyAsker(line);
    showHint(line);
}

void VariableForm::showHint(const Line &line, const QString &told)
{
    const QString own = base::cleaned(line.variable.hint, 300);
    line.hint->setTone(Tone::Muted);
    line.hint->setText(told.isEmpty() ? own : own.isEmpty() ? told : u"%1 · %2"_s.arg(isolated(own), told));
    line.hint->setVisible(!line.hint->text().isEmpty());
    line.edit->setAccessibleDescription(line.hint->text());
    setStyleProperty(line.edit, "wrong", false);
}

void VariableForm::setAsker(Asker asker)
{
    m_asker = std::move(asker);
    for (const Line &line : std::as_const(m_lines))
        applyAsker(line);
}

void VariableForm::applyAsker(const Line &line)
{
    if (!m_asker)
        return line.edit->setAsker({});
    line.edit->setAsker([this, name = line.variable.name](const QString &typed, QObject *parent) {
        json::Object earlier = values();
        earlier.erase(json::view(name));
        return m_asker(name, typed, earlier, parent);
    });
}

void VariableForm::lineEdited(CompletingEdit *edit)
{
    for (const Line &line : std::as_const(m_lines)) {
        if (line.edit == edit)
            showHint(line);
        else
            line.edit->forgetAnswers();
    }
    Q_EMIT edited();
}

void VariableForm::clearValues()
{
    for (const Line &line : std::as_const(m_lines)) {
        line.edit->clear();
        showHint(line);
    }
}

json::Object VariableForm::values() const
{
    json::Object values;
    for (const Line &line : m_lines) {
        if (!line.edit->text().isEmpty())
            values[json::view(line.variable.name)] = json::string(line.edit->text());
    }
    return values;
}

QStringList VariableForm::problems() const
{
    QStringList problems;
    for (const Line &line : m_lines) {
        if (line.variable.isRequired && line.edit->text().isEmpty())
            problems += tr("%1 is needed").arg(base::cleaned(line.variable.name, 80));
    }
    return problems;
}

void VariableForm::showProblems()
{
    CompletingEdit *first = nullptr;
    for (const Line &line : std::as_const(m_lines)) {
        if (!line.variable.isRequired || !line.edit->text().isEmpty())
            continue;
        line.hint->setTone(Tone::Bad);
        line.hint->setText(tr("✗ is needed"));
        line.hint->show();
        line.edit->setAccessibleDescription(line.hint->text());
        setStyleProperty(line.edit, "wrong", true);
        first = first ? first : line.edit;
    }
    if (first)
        first->setFocus();
}

void VariableForm::focusFirst()
{
    if (!m_lines.isEmpty())
        m_lines.first().edit->setFocus();
}

} // namespace authscope::ui
