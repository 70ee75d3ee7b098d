// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/valueeditor.h"

#include "ui/common/text.h"
#include "ui/schemaform/alternativeseditor.h"
#include "ui/schemaform/listeditor.h"
#include "ui/schemaform/objecteditor.h"
#include "ui/schemaform/problems.h"

#include <QBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::FormKind;

QString placeWords(const FormPlace &place)
{
    const schema::FormNode &node = place.node;
    QString words = base::cleaned(node.label, 80);
    if (words.isEmpty() && place.isItem)
        words = ValueEditor::tr("Item %1").arg(place.path.section(u'/', -1).toInt() + 1);
    else if (words.isEmpty())
        words = place.path.isEmpty() ? ValueEditor::tr("Arguments") : ValueEditor::tr("(no name)");
    return words;
}

ValueEditor::ValueEditor(FormPlace place) : QWidget(place.parent), m_place(std::move(place)) { }

void ValueEditor::nameControl(QWidget *control) const
{
    control->setObjectName(u"field_"_s + base::cleaned(m_place.path, 200));
    const QString words = placeWords(m_place);
    control->setAccessibleName(node().isRequired && !m_place.isItem ? tr("%1, required").arg(words) : words);
}

void ValueEditor::adopt(QWidget *control)
{
    nameControl(control);
    row(this, 0, 0)->addWidget(control, 1);
    setFocusProxy(control);
}

void ValueEditor::setPath(const QString &path)
{
    m_place.path = path;
    nameControl(control());
}

void ValueEditor::showProblems(const Problems *problems, bool, QStringList &left)
{
    if (!problems)
        return;
    for (const auto &[token, inner] : problems->below)
        left += inner.lines();
}

void ValueEditor::collectObstacles(QStringList &obstacles) const
{
    if (const QString words = obstacle(); !words.isEmpty())
        obstacles += u"%1 %2"_s.arg(placeWords(m_place), words);
}

ValueEditor *makeEditor(const FormPlace &place)
{
    const schema::FormNode &node = place.node;
    switch (node.kind) {
    case FormKind::Text:
        return node.contentEncoding == u"base64" ? makeBase64Editor(place) : makeLineEditor(place);
    case FormKind::LongText:
        return node.contentEncoding == u"base64" ? makeBase64Editor(place) : makeBlockEditor(place);
    case FormKind::Integer:
    case FormKind::Number:
        return makeLineEditor(place);
    case FormKind::Boolean:
        if ((node.isRequired || node.defaultValue) && !node.isNullable)
            return makeCheckEditor(place);
        return makeChoiceEditor(place);
    case FormKind::Null:
    case FormKind::Constant:
    case FormKind::Choice:
        return makeChoiceEditor(place);
    case FormKind::Several:
        return makeSeveralEditor(place);
    case FormKind::Object:
        return place.isFile ? makeFileEditor(place) : new ObjectEditor(place);
    case FormKind::List:
        return new ListEditor(place);
    case FormKind::Alternatives:
        return new AlternativesEditor(place);
    case FormKind::Json:
        return makeJsonEditor(place);
    }
    Q_UNREACHABLE();
    return nullptr;
}

json::Value openingValue(const schema::FormNode &node)
{
    schema::FormNode asked = node;
    asked.isNullable = false;
    if (asked.defaultValue && asked.defaultValue->is_null())
        asked.defaultValue.reset();
    if (auto blank = asked.blankValue())
        return std::move(*blank);
    if (node.kind == FormKind::Object)
        return json::Object();
    if (node.kind == FormKind::List || node.kind == FormKind::Several)
        return json::Array();
    return node.startValue();
}

QString asTyped(const json::Value &value)
{
    if (value.is_string())
        return QString::fromUtf8(value.get_string().data(), qsizetype(value.get_string().size()));
    if (value.is_double() && std::isfinite(value.get_double()))
        return QString::number(value.get_double(), 'g', QLocale::FloatingPointShortest);
    return QString::fromUtf8(json::compact(value));
}

QString asJsonText(const json::Value &value)
{
    const QString plain = QString::fromUtf8(json::pretty(value)).trimmed();
    QString escaped;
    escaped.reserve(plain.size());
    for (const QChar c : plain) {
        // The first of a pair is no mark of its own; tags (U+E0000 …) are pairs.
        const bool isUnseen = c.category() == QChar::Other_Format || c.category() == QChar::Other_Control
            || c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph
            || c.unicode() == 0xDB40;
        if (isUnseen && c != u'\n')
            escaped += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        else if (!escaped.isEmpty() && c.isLowSurrogate() && !escaped.back().isHighSurrogate())
            escaped += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        else
            escaped += c;
    }
    return escaped;
}

json::Limits editingLimits()
{
    return { .maxBytes = 16 << 20, .maxDepth = 500 };
}

} // namespace authscope::ui
