// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/placeeditor.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::FormKind;

namespace {

constexpr int labelCharacters = 18;
constexpr int deepestDrawn = 40; ///< groups within groups that open; below, it is edited as JSON
constexpr int deepestIndented = 8;

/// The line that shows how far a group goes.
class GroupBody : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(5, 0, 1, height(), tokens().line); }
};

bool isGroupKind(FormKind kind)
{
    return kind == FormKind::Object || kind == FormKind::List || kind == FormKind::Alternatives;
}

/// A line shows one line, and not a book.
bool needsLines(const schema::FormNode &node, const std::optional<json::Value> &value)
{
    constexpr std::size_t maxLine = 10'000;
    return node.kind == FormKind::Text && node.contentEncoding != u"base64" && value && value->is_string()
        && (value->get_string().size() > maxLine
            || value->get_string().find('\n') != boost::json::string::npos);
}

} // namespace

PlaceEditor::PlaceEditor(const FormPlace &place, Look look, QWidget *head)
    : QWidget(place.parent)
    , m_place(place)
    , m_look(look)
    , m_isGroup(isGroupKind(place.node.kind) && place.depth < deepestDrawn)
{
    m_place.parent = this;
    if (isGroupKind(place.node.kind) && !m_isGroup)
        m_wantsJson = true;
    m_hint = new Label({}, TextRole::Caption, Tone::Muted);
    m_hint->setWrapping(true);
    m_hint->setMinimumWidth(1); // a long word in it makes nothing else wide
    if (look == Look::Bare) {
        auto *all = column(this, 0, 4);
        m_body = column(nullptr, 0, 0);
        all->addLayout(m_body);
        all->addWidget(m_hint);
        m_hint->hide();
        m_isOpen = true;
    } else if (m_isGroup) {
        buildGroup(head);
    } else {
        buildLine(head);
    }
    if (!m_isGroup)
        draw();
    refreshHead();
}

QString PlaceEditor::markedWords() const
{
    const QString words = placeWords(m_place);
    return withoutMnemonic(node().isRequired && !m_place.isItem ? words + u" *"_s : words);
}

void PlaceEditor::buildLine(QWidget *head)
{
    auto *all = row(this, 0, 16);
    const QString words = placeWords(m_place);
    if (!head) {
        m_label = new Label(markedWords());
        m_label->setWrapping(true);
        m_label->setMinimumHeight(QFontMetrics(fontFor(TextRole::Body)).height() + 12); // as high as a line
        if (!node().description.isEmpty())
            m_label->setToolTip(plainToolTip(base::cleaned(node().description, 1000)));
        head = m_label;
    }
    head->setFixedWidth(QFontMetrics(fontFor(TextRole::Body)).averageCharWidth() * labelCharacters);
    m_body = column(nullptr, 0, 0);
    m_line = row(nullptr, 0, 4);
    m_line->addLayout(m_body, 1);
    m_menu = iconButton(u"more"_s, tr("More for %1").arg(words), {});
    m_line->addWidget(m_menu, 0, Qt::AlignTop);
    auto *right = column(nullptr, 0, 2);
    right->addLayout(m_line);
    right->addWidget(m_hint);
    all->addWidget(head, 0, Qt::AlignTop);
    all->addLayout(right, 1);
    connect(m_menu, &QPushButton::clicked, this, &PlaceEditor::openMenu);
}

void PlaceEditor::buildGroup(QWidget *head)
{
    auto *all = column(this, 0, 4);
    m_line = row(nullptr, 0, 8);
    m_toggle = button({}, {});
    m_toggle->setProperty("quiet", true);
    m_toggle->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    if (!node().description.isEmpty())
        m_toggle->setToolTip(plainToolTip(base::cleaned(node().description, 1000)));
    m_summary = new Label({}, TextRole::Caption, Tone::Muted);
    m_menu = iconButton(u"more"_s, tr("More for %1").arg(placeWords(m_place)), {});
    m_line->addWidget(m_toggle);
    if (head)
        m_line->addWidget(head);
    m_line->addWidget(m_summary, 1);
    if (node().kind != FormKind::Alternatives) {
        m_add = linkButton(tr("Set"), {});
        m_add->setAccessibleName(tr("Set %1").arg(placeWords(m_place)));
        m_line->addWidget(m_add);
        connect(m_add, &QPushButton::clicked, this, [this] {
            apply(openingValue(node()));
            setOpen(true);
            focusField();
        });
    }
    m_line->addWidget(m_menu);
    m_holder = new GroupBody(this);
    m_place.parent = m_holder;
    auto *inner = column(m_holder, 0, 4);
    inner->setContentsMargins(m_place.depth < deepestIndented ? 20 : 8, 0, 0, 4);
    inner->addWidget(m_hint);
    m_body = column(nullptr, 0, 0);
    inner->addLayout(m_body);
    m_holder->hide();
    all->addLayout(m_line);
    all->addWidget(m_holder);
    connect(m_menu, &QPushButton::clicked, this, &PlaceEditor::openMenu);
    connect(m_toggle, &QPushButton::clicked, this, [this] {
        m_isChosen = true;
        setOpen(!m_isOpen);
    });
}

bool PlaceEditor::isShown(const json::Value &value) const
{
    switch (node().kind) {
    case FormKind::Object:
        return value.is_object();
    case FormKind::List:
        return value.is_array();
    case FormKind::Alternatives: // it shows what fits none as JSON
    case FormKind::Json:
        return true;
    case FormKind::Text: // more than a line is shown in more than a line
    case FormKind::LongText:
        return value.is_string() || (value.is_null() && node().isNullable);
    case FormKind::Integer:
    case FormKind::Number: { // what is typed and is no number is a text
        const bool isDraft = value.is_string() && !value.get_string().empty()
            && !typedNumber(json::text(value.get_string()));
        return value.is_number() || isDraft || (value.is_null() && node().isNullable);
    }
    case FormKind::Boolean:
    case FormKind::Null:
    case FormKind::Constant:
    case FormKind::Choice:
    case FormKind::Several:
        return node().kind == FormKind::Several && value.is_null() ? false : node().canShow(value);
    }
    Q_UNREACHABLE();
    return false;
}

/// Whether there is something to be drawn: a group that is left out has nothing inside.
bool PlaceEditor::needsEditor() const
{
    if (!m_isGroup)
        return true;
    if (!m_isOpen)
        return false;
    return m_value ? !m_value->is_null() || !node().isNullable || node().kind == FormKind::Alternatives
                   : node().kind == FormKind::Alternatives;
}

void PlaceEditor::draw()
{
    const auto value = std::exchange(m_value, std::nullopt);
    const bool isBlock = needsLines(node(), value);
    m_isJson = m_wantsJson || (value && !isShown(*value));
    m_editor = m_isJson ? makeJsonEditor(m_place) : isBlock ? makeBlockEditor(m_place) : makeEditor(m_place);
    m_editor->setProperty("block", isBlock);
    m_editor->setValue(value);
    m_body->addWidget(m_editor);
    m_editor->show();
    if (m_label)
        m_label->setBuddy(m_editor->control());
    connect(m_editor, &ValueEditor::drawn, this, &PlaceEditor::drawn);
    connect(m_editor, &ValueEditor::edited, this, [this] {
        m_isTouched = true;
        refreshHead();
        Q_EMIT edited();
    });
}

std::optional<json::Value> PlaceEditor::value() const
{
    return m_editor ? m_editor->value() : m_value;
}

void PlaceEditor::setValue(const std::optional<json::Value> &value)
{
    m_isTouched = m_isTouched || value;
    const bool isNothing = m_isGroup && node().kind != FormKind::Alternatives
        && (!value || (value->is_null() && node().isNullable));
    const bool isBlock = m_editor && m_editor->property("block").toBool();
    const bool fits = m_editor && !isNothing
        && (m_isJson ? m_wantsJson || (value && !isShown(*value))
                     : (!value || isShown(*value)) && (isBlock || !needsLines(node(), value)));
    if (fits) {
        m_editor->setValue(value);
    } else {
        dropEditor();
        m_value = value;
        const bool mayOpen = m_isGroup && m_look != Look::Bare && !m_isChosen;
        if (mayOpen && m_place.share->drawable > 0 && !isNothing) {
            m_isOpen = true;
            --m_place.share->drawable;
        }
        if (needsEditor())
            draw();
    }
    refreshHead();
}

void PlaceEditor::dropEditor()
{
    if (!m_editor)
        return;
    m_editor->disconnect(this);
    m_editor->hide();
    m_editor->setParent(nullptr); // its names belong to the next one
    m_editor->deleteLater(); // it may be the sender of what brought us here
    m_editor = nullptr;
}

void PlaceEditor::redraw(const std::optional<json::Value> &value)
{
    dropEditor();
    m_value = value;
    m_isChosen = true;
    m_isOpen = m_isOpen || m_isGroup;
    if (needsEditor())
        draw();
    refreshHead();
    Q_EMIT drawn();
    Q_EMIT edited();
}

bool PlaceEditor::isGroupTooDeep() const
{
    return isGroupKind(node().kind) && !m_isGroup;
}

void PlaceEditor::setOpen(bool open)
{
    if (m_look == Look::Bare || !m_isGroup)
        return;
    m_isOpen = open;
    if (open && !m_editor && needsEditor()) {
        m_place.share->drawable = std::max(m_place.share->drawable, 1); // what is asked for is shown
        draw();
    }
    refreshHead();
    Q_EMIT drawn();
}

void PlaceEditor::refreshHead()
{
    if (!m_toggle)
        return;
    const auto now = value();
    const bool isNull = now && now->is_null();
    QString summary;
    if (!now)
        summary = node().isRequired || m_place.isItem ? tr("nothing yet") : tr("not set");
    else if (isNull)
        summary = u"null"_s;
    else if (now->is_array())
        summary = counted(qint64(now->get_array().size()), tr("1 item"), tr("%1 items"));
    else if (now->is_object())
        summary = counted(qint64(now->get_object().size()), tr("1 member"), tr("%1 members"));
    m_summary->setText(summary);
    const QString words = placeWords(m_place);
    m_toggle->setIcon(tintedIcon(m_isOpen ? u"down"_s : u"right"_s));
    m_toggle->setText(markedWords());
    m_toggle->setObjectName(u"open_"_s + base::cleaned(m_place.path, 200));
    m_toggle->setAccessibleName(
        m_isOpen ? tr("%1, open, %2").arg(words, summary) : tr("%1, closed, %2").arg(words, summary));
    if (m_add) {
        m_add->setVisible(!now || (isNull && node().isNullable));
        m_add->setObjectName(u"set_"_s + base::cleaned(m_place.path, 200));
    }
    m_holder->setVisible(m_isOpen && m_editor);
    if (m_editor)
        m_editor->setVisible(m_isOpen);
}

void PlaceEditor::apply(const std::optional<json::Value> &value)
{
    setValue(value);
    m_isTouched = true;
    Q_EMIT drawn();
    Q_EMIT edited();
}

void PlaceEditor::setPath(const QString &path)
{
    m_place.path = path;
    if (m_editor)
        m_editor->setPath(path);
    if (m_label)
        m_label->setText(markedWords());
    if (m_menu) {
        m_menu->setObjectName(u"more_"_s + base::cleaned(path, 200));
        m_menu->setAccessibleName(tr("More for %1").arg(placeWords(m_place)));
    }
    refreshHead();
}

void PlaceEditor::addButton(QWidget *button)
{
    if (m_line)
        m_line->insertWidget(m_line->count() - 1, button, 0, Qt::AlignTop);
}

void PlaceEditor::focusField()
{
    if (m_editor)
        m_editor->setFocus();
    else if (m_toggle)
        m_toggle->setFocus();
}

void PlaceEditor::collectObstacles(QStringList &obstacles) const
{
    if (m_editor)
        m_editor->collectObstacles(obstacles);
}

} // namespace authscope::ui
