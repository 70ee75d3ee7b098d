// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/schemaform.h"

#include "ui/common/text.h"
#include "ui/schemaform/fieldeditor.h"
#include "ui/schemaform/multichoice.h"

#include <QBoxLayout>
#include <QGridLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

/// The member a JSON pointer enters first.
std::string firstToken(const QByteArray &pointer)
{
    if (!pointer.startsWith('/'))
        return {};
    const qsizetype end = pointer.indexOf('/', 1);
    QByteArray token = pointer.sliced(1, (end < 0 ? pointer.size() : end) - 1);
    return token.replace("~1", "/").replace("~0", "~").toStdString();
}

} // namespace

SchemaForm::SchemaForm() : m_grid(new QGridLayout), m_general(new Label({}, TextRole::Caption, Tone::Bad))
{
    setObjectName(u"schemaForm"_s);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(1, 1);
    m_general->setWrapping(true);
    auto *all = column(this, 0, 4);
    all->addLayout(m_grid);
    all->addWidget(m_general);
    all->addStretch();
}

bool SchemaForm::isWhole() const
{
    return m_form.fields.size() == 1 && m_form.fields.first().name.empty();
}

void SchemaForm::setSchema(const json::Value &schema)
{
    m_schema = schema;
    m_form = schema::describe(schema);
    m_rest.clear();
    m_lines.clear();
    clearLayout(m_grid);
    for (const schema::Field &field : std::as_const(m_form.fields))
        addField(field);
    showProblems();
}

void SchemaForm::addField(const schema::Field &field)
{
    const int at = m_grid->rowCount();
    const auto several
        = field.type == schema::FieldType::Json ? multipleChoices(m_schema, field.name) : std::nullopt;
    schema::Field shown = field;
    if (several)
        shown.hint = tr("any of %1").arg(several->size());
    FieldEditor *editor = several ? makeMultiChoiceEditor(shown, *several) : makeFieldEditor(field);
    const QString words = isWhole() ? tr("Arguments") : base::cleaned(field.label, 80);
    auto *label = new Label(withoutMnemonic(field.isRequired ? words + u" *"_s : words));
    label->setWrapping(true);
    label->setBuddy(editor->control());
    label->setFixedWidth(QFontMetrics(fontFor(TextRole::Body)).averageCharWidth() * 18);
    label->setContentsMargins(0, 6, 0, 0);
    if (!field.description.isEmpty())
        label->setToolTip(plainToolTip(base::cleaned(field.description, 1000)));
    auto *hint = new Label({}, TextRole::Caption, Tone::Muted);
    hint->setWrapping(true);
    m_grid->addWidget(label, at, 0, Qt::AlignTop);
    m_grid->addWidget(editor, at, 1);
    m_grid->addWidget(hint, at + 1, 1);
    m_lines += { editor, hint, false };
    if (field.hasDefault)
        editor->setValue(field.defaultValue);
    connect(editor, &FieldEditor::edited, this, [this, editor] { editorEdited(editor); });
}

void SchemaForm::editorEdited(FieldEditor *editor)
{
    for (Line &line : m_lines) {
        if (line.editor == editor)
            line.touched = true;
    }
    showProblems();
    Q_EMIT edited();
}

json::Object SchemaForm::value() const
{
    if (isWhole()) {
        const auto whole = m_lines.first().editor->value();
        return whole && whole->is_object() ? whole->as_object() : json::Object();
    }
    json::Object value;
    for (const Line &line : m_lines) {
        if (const auto member = line.editor->value())
            value[line.editor->field().name] = *member;
    }
    for (const auto &member : m_rest)
        value[member.key()] = member.value();
    return value;
}

void SchemaForm::setValue(const json::Object &value)
{
    m_rest = value;
    for (Line &line : m_lines) {
        if (isWhole()) {
            line.editor->setValue(value.empty() ? std::nullopt : std::optional<json::Value>(value));
            m_rest.clear();
            break;
        }
        const std::string &name = line.editor->field().name;
        const auto found = value.find(name);
        const bool given = found != value.end();
        line.editor->setValue(given ? std::optional<json::Value>(found->value()) : std::nullopt);
        line.touched = line.touched || given;
        m_rest.erase(name);
    }
    showProblems();
}

QString SchemaForm::problemOf(const Line &line, const schema::Judgement &judgement) const
{
    const schema::Field &field = line.editor->field();
    if (const QString problem = line.editor->problem(); !problem.isEmpty())
        return problem;
    const auto value = line.editor->value();
    if (!value)
        return field.isRequired ? tr("is needed") : QString();
    if (isWhole() && !value->is_object())
        return tr("must be an object: { … }");
    for (const schema::Violation &violation : judgement.violations) {
        if (isWhole() || firstToken(violation.pointer) == field.name)
            return violation.message;
    }
    return {};
}

QStringList SchemaForm::problems() const
{
    const schema::Judgement judgement = schema::judge(value(), m_schema);
    QStringList problems;
    for (const Line &line : m_lines) {
        const QString problem = problemOf(line, judgement);
        if (!problem.isEmpty())
            problems += u"%1 %2"_s.arg(base::cleaned(line.editor->field().label, 80), problem);
    }
    if (!problems.isEmpty())
        return problems;
    // What belongs to no field: a member too many, a rule over several.
    for (const schema::Violation &violation : judgement.violations)
        problems += u"%1 %2"_s.arg(base::cleaned(violation.pointer), violation.message).trimmed();
    return problems;
}

void SchemaForm::showAllProblems()
{
    FieldEditor *first = nullptr;
    const schema::Judgement judgement = schema::judge(value(), m_schema);
    for (Line &line : m_lines) {
        line.touched = true;
        if (!first && !problemOf(line, judgement).isEmpty())
            first = line.editor;
    }
    showProblems();
    if (first)
        first->control()->setFocus();
}

void SchemaForm::focusFirst()
{
    if (!m_lines.isEmpty())
        m_lines.first().editor->control()->setFocus();
}

void SchemaForm::showProblems()
{
    const schema::Judgement judgement = schema::judge(value(), m_schema);
    bool shown = false;
    for (const Line &line : std::as_const(m_lines)) {
        const schema::Field &field = line.editor->field();
        const QString problem = line.touched ? problemOf(line, judgement) : QString();
        shown = shown || !problem.isEmpty();
        line.hint->setTone(problem.isEmpty() ? Tone::Muted : Tone::Bad);
        line.hint->setText(
            problem.isEmpty() ? base::cleaned(field.hint) : u"✗ "_s + base::cleaned(problem, 300));
        line.hint->setVisible(!line.hint->text().isEmpty());
        setStyleProperty(line.editor->control(), "wrong", !problem.isEmpty());
        line.editor->control()->setAccessibleDescription(line.hint->text());
    }
    QStringList general;
    for (const schema::Violation &violation : judgement.violations) {
        const std::string token = firstToken(violation.pointer);
        const bool hasField = isWhole()
            || std::any_of(m_lines.cbegin(), m_lines.cend(),
                [&](const Line &line) { return line.editor->field().name == token; });
        if (!hasField && !token.empty())
            general
                += u"%1 %2"_s.arg(base::cleaned(violation.pointer), base::cleaned(violation.message, 300));
    }
    m_general->setText(general.join(u'\n'));
    m_general->setVisible(!general.isEmpty());
}

} // namespace authscope::ui
