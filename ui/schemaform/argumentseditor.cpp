// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/argumentseditor.h"

#include "ui/common/text.h"
#include "ui/schemaform/schemaform.h"

#include <QBoxLayout>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

bool hasProperty(const json::Value &schema, std::string_view name)
{
    const json::Object *root = schema.if_object();
    const json::Object *properties = root ? json::objectMember(*root, "properties") : nullptr;
    return properties && properties->contains(name);
}

} // namespace

ArgumentsEditor::ArgumentsEditor()
    : m_form(new SchemaForm)
    , m_json(new QPlainTextEdit)
    , m_jsonProblem(new Label({}, TextRole::Caption, Tone::Muted))
    , m_stack(new QStackedWidget)
    , m_switch(new SegmentedControl(tr("Arguments as"), u"argumentsSwitch"_s))
{
    m_switch->add(tr("Form"), u"formModeButton"_s);
    m_switch->add(tr("JSON"), u"jsonModeButton"_s);
    m_json->setObjectName(u"argumentsJsonEdit"_s);
    m_json->setAccessibleName(tr("Arguments as JSON"));
    m_json->setFont(fontFor(TextRole::Wire));
    m_json->setTabChangesFocus(true);
    m_json->setMinimumHeight(m_json->fontMetrics().lineSpacing() * 5);
    m_jsonProblem->setObjectName(u"argumentsJsonProblemLabel"_s);
    m_jsonProblem->setWrapping(true);

    auto *jsonPage = new QWidget;
    auto *jsonColumn = column(jsonPage, 0, 4);
    jsonColumn->addWidget(m_json, 1);
    jsonColumn->addWidget(m_jsonProblem);
    m_stack->addWidget(m_form);
    m_stack->addWidget(jsonPage);
    column(this, 0, 0)->addWidget(m_stack);

    connect(m_form, &SchemaForm::edited, this, &ArgumentsEditor::formEdited);
    connect(m_json, &QPlainTextEdit::textChanged, this, &ArgumentsEditor::jsonEdited);
    connect(m_switch, &SegmentedControl::currentChanged, this, &ArgumentsEditor::changeMode);
}

void ArgumentsEditor::setSchema(const json::Value &schema)
{
    m_schema = schema;
    m_form->setSchema(schema);
    formEdited();
}

void ArgumentsEditor::changeSchema(const json::Value &schema)
{
    const json::Object typed = m_form->value();
    const json::Value before = std::exchange(m_schema, schema);
    m_form->setSchema(schema);
    json::Object kept = m_form->value(); // the new defaults
    for (const auto &member : typed) {
        if (hasProperty(schema, member.key()) || !hasProperty(before, member.key()))
            kept[member.key()] = member.value();
    }
    m_form->setValue(kept);
    if (m_switch->current() == JsonMode)
        jsonEdited();
    else
        formEdited();
}

void ArgumentsEditor::setArguments(const json::Object &arguments)
{
    m_form->setValue(arguments);
    formEdited();
}

std::optional<json::Object> ArgumentsEditor::readJson(QString *problem) const
{
    const QByteArray text = m_json->toPlainText().toUtf8();
    if (text.trimmed().isEmpty())
        return json::Object();
    auto parsed = json::parseObject(text, tr("The JSON"));
    if (parsed)
        return *parsed;
    *problem = parsed.error().message;
    return std::nullopt;
}

json::Object ArgumentsEditor::arguments() const
{
    QString ignored;
    if (m_switch->current() == JsonMode)
        return readJson(&ignored).value_or(json::Object());
    return m_form->value();
}

QStringList ArgumentsEditor::obstacles() const
{
    if (m_switch->current() == FormMode)
        return m_form->problems();
    QString problem;
    return readJson(&problem) ? QStringList() : QStringList{ problem };
}

void ArgumentsEditor::showObstacles()
{
    if (m_switch->current() == FormMode)
        m_form->showAllProblems();
    else
        m_json->setFocus();
}

void ArgumentsEditor::formEdited()
{
    const QSignalBlocker quiet(m_json);
    m_json->setPlainText(QString::fromUtf8(json::pretty(m_form->value())).trimmed());
    m_jsonProblem->setText({});
    Q_EMIT edited();
}

void ArgumentsEditor::jsonEdited()
{
    QString problem;
    const auto value = readJson(&problem);
    if (value) {
        m_form->setValue(*value);
        const QStringList broken = m_form->problems();
        m_jsonProblem->setTone(broken.isEmpty() ? Tone::Muted : Tone::Caution);
        m_jsonProblem->setText(broken.isEmpty()
                ? QString()
                : tr("! It will be sent as written, though the schema says: %1").arg(broken.join(u"; "_s)));
    } else {
        m_jsonProblem->setTone(Tone::Bad);
        m_jsonProblem->setText(u"✗ "_s + base::cleaned(problem, 400));
    }
    setStyleProperty(m_json, "wrong", !value);
    Q_EMIT edited();
}

void ArgumentsEditor::changeMode(int mode)
{
    QString problem;
    if (mode == FormMode && !readJson(&problem)) {
        // What is typed would be lost: it has to be JSON before it can be a form.
        const QSignalBlocker quiet(m_switch);
        m_switch->setCurrent(JsonMode);
        return;
    }
    m_stack->setCurrentIndex(mode);
}

} // namespace authscope::ui
