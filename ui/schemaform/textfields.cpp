// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/text.h"
#include "ui/schemaform/timepicker.h"
#include "ui/schemaform/valueeditor.h"

#include "schema/formats.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::FormKind;

namespace {

constexpr qsizetype maxEdited = 256 * 1024; ///< more in one field makes the window slow
constexpr int digitsKept = 17; ///< of a double

/// What an empty field means.
enum class Blank { Absent, EmptyText, Null };

QString blankWords(Blank blank, const FormPlace &place)
{
    switch (blank) {
    case Blank::EmptyText:
        return ValueEditor::tr("empty text");
    case Blank::Null:
        return u"null"_s;
    case Blank::Absent:
        break;
    }
    const schema::FormNode &node = place.node;
    if (!node.examples.isEmpty())
        return ValueEditor::tr("such as %1").arg(base::cleaned(asTyped(node.examples.first()), 60));
    if (!node.format.isEmpty())
        return base::cleaned(node.format, 40);
    return node.isRequired ? QString() : ValueEditor::tr("not set");
}

/// Where a text holds what the eye does not see.
QString unseenNote(const QString &text)
{
    const QString shown = base::cleanedBlock(text, 2000);
    return shown.contains(u"⟨U+"_s)
        ? ValueEditor::tr("holds characters that are not seen: %1").arg(base::cleaned(text, 120))
        : QString();
}

/// Text, and numbers, which are typed too: a spin box has no "nothing" and stops at 32 bits.
class LineEditor : public ValueEditor {
public:
    explicit LineEditor(const FormPlace &place)
        : ValueEditor(place)
        , m_edit(new QLineEdit(this))
        , m_isNumber(place.node.kind == FormKind::Integer || place.node.kind == FormKind::Number)
    {
        adopt(m_edit);
        if (node().format == u"password")
            m_edit->setEchoMode(QLineEdit::Password);
        if (TimePicker::offers(node().format)) {
            auto *picker = new TimePicker(node().format, placeWords(place));
            layout()->addWidget(picker);
            connect(picker, &TimePicker::picked, m_edit, &QLineEdit::setText);
            picker->follow(m_edit);
        }
        setBlank(defaultBlank());
        connect(m_edit, &QLineEdit::textChanged, this, [this] {
            m_given.reset();
            setBlank(defaultBlank());
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        if (m_given)
            return m_given;
        const QString text = m_edit->text();
        if (text.isEmpty()) {
            switch (m_blank) {
            case Blank::Absent:
                return {};
            case Blank::EmptyText:
                return json::Value("");
            case Blank::Null:
                return json::Value(nullptr);
            }
        }
        const auto number = m_isNumber ? typedNumber(text) : std::nullopt;
        return number ? *number : json::Value(json::string(text));
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        const QSignalBlocker quiet(m_edit);
        const bool isNull = value && value->is_null();
        m_edit->setText(value && !isNull ? asTyped(*value) : QString());
        m_edit->setCursorPosition(0);
        m_given = value;
        setBlank(isNull ? Blank::Null : value ? Blank::EmptyText : Blank::Absent);
    }
    QString note() const override
    {
        const QString text = m_edit->text();
        if (text.isEmpty())
            return {};
        const auto number = m_isNumber ? typedNumber(text) : std::nullopt;
        if (m_isNumber && !number)
            return tr("is not a number and would be sent as a text");
        if (number && number->is_double()) {
            const auto digits = std::count_if(text.begin(), text.end(), [](QChar c) { return c.isDigit(); });
            if (!m_given && digits > digitsKept)
                return tr("has more digits than are kept: %1 would be sent").arg(asTyped(*number));
            return {};
        }
        if (!m_isNumber && schema::fitsFormat(node().format.toUtf8(), text) == false)
            return tr("does not look like %1").arg(schema::formatWords(node().format.toUtf8()));
        return m_isNumber ? QString() : unseenNote(text);
    }
    QWidget *control() const override { return m_edit; }

private:
    Blank defaultBlank() const { return place().isItem && !m_isNumber ? Blank::EmptyText : Blank::Absent; }
    void setBlank(Blank blank)
    {
        m_blank = blank;
        m_edit->setPlaceholderText(blankWords(blank, place()));
    }

    QLineEdit *m_edit;
    bool m_isNumber;
    Blank m_blank = Blank::Absent;
    std::optional<json::Value> m_given; ///< until it is edited
};

/// Several lines; what is too much for a field is kept and said.
class BlockEditor : public ValueEditor {
public:
    BlockEditor(const FormPlace &place, bool isJson)
        : ValueEditor(place), m_edit(new QPlainTextEdit(this)), m_isJson(isJson)
    {
        adopt(m_edit);
        if (m_isJson)
            m_edit->setFont(fontFor(TextRole::Wire));
        m_edit->setTabChangesFocus(true);
        fitLines();
        m_edit->setPlaceholderText(words(defaultBlank()));
        m_blank = defaultBlank();
        connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
            if (m_edit->isReadOnly())
                return;
            m_given.reset();
            m_blank = defaultBlank();
            m_edit->setPlaceholderText(words(m_blank));
            fitLines();
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        if (m_given)
            return m_given;
        const QString text = m_edit->toPlainText();
        if (m_isJson ? text.trimmed().isEmpty() : text.isEmpty())
            return m_blank == Blank::Absent ? std::nullopt : std::optional(json::Value(""));
        if (!m_isJson)
            return json::Value(json::string(text));
        auto parsed = json::parse(text.toUtf8(), tr("The value"), editingLimits());
        return parsed ? std::optional<json::Value>(std::move(*parsed)) : std::nullopt;
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        const QSignalBlocker quiet(m_edit);
        const bool isNull = value && value->is_null() && !m_isJson;
        const QString text = !value || isNull ? QString() : m_isJson ? asJsonText(*value) : asTyped(*value);
        m_isTooLarge = text.size() > maxEdited;
        m_edit->setReadOnly(m_isTooLarge);
        m_edit->setPlainText(m_isTooLarge ? base::cleanedBlock(text.left(2000)) : text);
        m_given = value;
        m_size = text.size();
        m_blank = isNull ? Blank::Null : value ? Blank::EmptyText : Blank::Absent;
        m_edit->setPlaceholderText(words(m_blank));
        fitLines();
    }
    QString obstacle() const override
    {
        const QString text = m_edit->toPlainText();
        if (m_given || !m_isJson || text.trimmed().isEmpty())
            return {};
        const auto parsed = json::parse(text.toUtf8(), tr("The value"), editingLimits());
        return parsed ? QString() : parsed.error().message;
    }
    QString note() const override
    {
        if (m_isTooLarge)
            return tr("is too large to be edited here (%1): it is kept as it is, and this is how it begins")
                .arg(sizeText(m_size));
        return m_isJson ? QString() : unseenNote(m_edit->toPlainText());
    }
    QWidget *control() const override { return m_edit; }

private:
    /// As high as what is in it, within reason.
    void fitLines()
    {
        const int least = m_isJson ? 1 : 3;
        const int lines = std::clamp(m_edit->blockCount(), least, 10);
        m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * lines + 18);
    }
    Blank defaultBlank() const { return place().isItem && !m_isJson ? Blank::EmptyText : Blank::Absent; }
    QString words(Blank blank) const
    {
        return m_isJson && blank == Blank::Absent ? tr("JSON") : blankWords(blank, place());
    }

    QPlainTextEdit *m_edit;
    bool m_isJson;
    bool m_isTooLarge = false;
    qsizetype m_size = 0;
    Blank m_blank = Blank::Absent;
    std::optional<json::Value> m_given;
};

} // namespace

std::optional<json::Value> typedNumber(const QString &typed)
{
    const QString text = typed.trimmed();
    bool isNumber = false;
    if (const qint64 whole = text.toLongLong(&isNumber); isNumber)
        return json::Value(whole);
    if (const quint64 large = text.toULongLong(&isNumber); isNumber)
        return json::Value(large);
    const double real = text.toDouble(&isNumber);
    if (!isNumber || !std::isfinite(real))
        return {};
    return json::Value(real);
}

ValueEditor *makeLineEditor(const FormPlace &place)
{
    return new LineEditor(place);
}

ValueEditor *makeBlockEditor(const FormPlace &place)
{
    return new BlockEditor(place, false);
}

ValueEditor *makeJsonEditor(const FormPlace &place)
{
    return new BlockEditor(place, true);
}

} // namespace authscope::ui
