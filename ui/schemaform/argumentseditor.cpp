// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/argumentseditor.h"

#include "ui/common/text.h"
#include "ui/schemaform/fillmenu.h"
#include "ui/schemaform/schemaform.h"

#include <QBoxLayout>
#include <QPlainTextEdit>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

namespace {

constexpr qsizetype maxShown = 1 << 20; ///< characters; more makes the window slow
constexpr auto pauseBeforeReading = 120ms;

bool hasProperty(const json::Value &schema, std::string_view name)
{
    const json::Object *root = schema.if_object();
    const json::Object *properties = root ? json::objectMember(*root, "properties") : nullptr;
    return properties && properties->contains(name);
}

} // namespace

ArgumentsEditor::ArgumentsEditor()
    : m_form(new SchemaForm)
    , m_jsonPage(new QWidget)
    , m_json(new QPlainTextEdit)
    , m_jsonProblem(new Label({}, TextRole::Caption, Tone::Muted))
    , m_told(new Label({}, TextRole::Caption, Tone::Muted))
    , m_switch(new SegmentedControl(tr("Arguments as"), u"argumentsSwitch"_s))
    , m_fill(new FillMenu)
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
    m_told->setObjectName(u"argumentsFilledLabel"_s);
    m_told->setWrapping(true);
    m_told->hide();

    auto *jsonColumn = column(m_jsonPage, 0, 4);
    jsonColumn->addWidget(m_json, 1);
    jsonColumn->addWidget(m_jsonProblem);
    m_jsonPage->hide();
    auto *all = column(this, 0, 8);
    all->addWidget(m_told);
    all->addWidget(m_form);
    all->addWidget(m_jsonPage, 1);

    m_settling.setSingleShot(true);
    m_settling.setInterval(pauseBeforeReading);
    connect(&m_settling, &QTimer::timeout, this, &ArgumentsEditor::jsonSettled);
    connect(m_form, &SchemaForm::edited, this, [this] {
        m_isJsonStale = true;
        m_told->hide();
        Q_EMIT edited();
    });
    connect(m_form, &SchemaForm::settled, this, [this] {
        if (m_isJsonStale)
            writeJson();
    });
    connect(m_json, &QPlainTextEdit::textChanged, this, [this] {
        m_isFormStale = true;
        m_told->hide();
        m_settling.start();
        Q_EMIT edited();
    });
    connect(m_switch, &SegmentedControl::currentChanged, this, &ArgumentsEditor::changeMode);
    connect(m_fill, &FillMenu::chosen, this, &ArgumentsEditor::fill);
    connect(m_fill, &FillMenu::extendRequested, m_form, &SchemaForm::addMember);
    m_fill->setExtending([this] { return m_switch->current() == FormMode && m_form->takesUnsaidMembers(); });
}

QPushButton *ArgumentsEditor::fillButton() const
{
    return m_fill;
}

void ArgumentsEditor::setSchema(const json::Value &schema, const QSet<QByteArray> &fileMembers)
{
    m_schema = schema;
    m_told->hide();
    m_fill->setSchema(schema);
    m_form->setSchema(schema, fileMembers);
    writeJson();
    Q_EMIT edited();
}

void ArgumentsEditor::changeSchema(const json::Value &schema, const QSet<QByteArray> &fileMembers)
{
    const json::Object typed = m_form->value();
    const json::Value before = std::exchange(m_schema, schema);
    m_fill->setSchema(schema);
    m_form->setSchema(schema, fileMembers);
    json::Object kept = m_form->value(); // the new defaults
    for (const auto &member : typed) {
        if (hasProperty(schema, member.key()) || !hasProperty(before, member.key()))
            kept[member.key()] = member.value();
    }
    m_form->setValue(kept);
    if (m_switch->current() == JsonMode)
        jsonSettled();
    else
        writeJson();
    Q_EMIT edited();
}

void ArgumentsEditor::setArguments(const json::Object &arguments)
{
    m_told->hide();
    m_form->setValue(arguments);
    writeJson();
    Q_EMIT edited();
}

void ArgumentsEditor::fill(const json::Value &value, const QString &told)
{
    m_form->setWhole(value);
    m_form->settle();
    writeJson();
    m_told->setText(told);
    m_told->setVisible(!told.isEmpty());
    Q_EMIT edited();
}

std::optional<json::Object> ArgumentsEditor::readJson(QString *problem) const
{
    if (m_isTooLarge)
        return m_form->value();
    const QByteArray text = m_json->toPlainText().toUtf8();
    if (text.trimmed().isEmpty())
        return json::Object();
    auto parsed = json::parseObject(text, tr("The JSON"), editingLimits());
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

bool ArgumentsEditor::canSendAnyway() const
{
    return m_switch->current() == FormMode && m_form->obstacles().isEmpty();
}

void ArgumentsEditor::showObstacles()
{
    if (m_switch->current() == FormMode)
        m_form->showAllProblems();
    else
        m_json->setFocus();
}

void ArgumentsEditor::writeJson()
{
    const QSignalBlocker quiet(m_json);
    m_settling.stop();
    m_isJsonStale = false;
    m_isFormStale = false;
    const QString text = asJsonText(m_form->value());
    m_isTooLarge = text.size() > maxShown;
    m_json->setReadOnly(m_isTooLarge);
    m_json->setPlainText(m_isTooLarge ? text.left(2000) + u"\n…"_s : text);
    m_jsonProblem->setTone(m_isTooLarge ? Tone::Caution : Tone::Muted);
    m_jsonProblem->setText(
        m_isTooLarge ? tr(
            "! It is too large to be edited as JSON (%1): this is how it begins. It is sent whole, as the "
            "form has it.")
                           .arg(sizeText(text.size()))
                     : QString());
    setStyleProperty(m_json, "wrong", false);
}

void ArgumentsEditor::jsonSettled()
{
    m_settling.stop();
    m_isFormStale = false;
    QString problem;
    const auto value = readJson(&problem);
    if (value) {
        m_form->setValue(*value);
        QStringList broken;
        for (const schema::Violation &violation : m_form->judge(*value).violations)
            broken += u"%1 %2"_s.arg(base::cleaned(violation.pointer.mid(1), 80), problemWords(violation))
                          .trimmed();
        m_jsonProblem->setTone(broken.isEmpty() ? Tone::Muted : Tone::Caution);
        m_jsonProblem->setText(broken.isEmpty()
                ? QString()
                : tr("! It will be sent as written, though the schema says: %1")
                      .arg(base::cleaned(broken.join(u"; "_s), 600)));
    } else {
        m_jsonProblem->setTone(Tone::Bad);
        m_jsonProblem->setText(u"✗ "_s + base::cleaned(problem, 400));
    }
    setStyleProperty(m_json, "wrong", !value);
}

void ArgumentsEditor::changeMode(int mode)
{
    QString problem;
    if (mode == FormMode && !readJson(&problem)) {
        // What is typed would be lost: it has to be JSON before it can be a form.
        const QSignalBlocker quiet(m_switch);
        m_switch->setCurrent(JsonMode);
        jsonSettled();
        return;
    }
    if (mode == FormMode && m_isFormStale)
        jsonSettled();
    if (mode == JsonMode && m_isJsonStale)
        writeJson();
    m_form->setVisible(mode == FormMode);
    m_jsonPage->setVisible(mode == JsonMode);
}

} // namespace authscope::ui
