//! Whether CSS can read a text as a colour.

/// Names that CSS has for colours, in its order of the alphabet.
const NAMES: &str = " aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet \
    brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan \
    darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred \
    darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue \
    dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray \
    green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen \
    lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink \
    lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen \
    linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue \
    mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy \
    oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip \
    peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown \
    seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle \
    tomato turquoise violet wheat white whitesmoke yellow yellowgreen transparent currentcolor inherit ";

const FUNCTIONS: [&str; 12] =
    ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix", "light-dark"];

/// What a function holds is left to the browser.
pub fn is_color(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if let Some((function, rest)) = text.split_once('(') {
        return rest.ends_with(')') && (FUNCTIONS.contains(&function) || function == "var");
    }
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase())
        && NAMES.contains(&format!(" {text} "))
}

#[cfg(test)]
mod tests {
    use super::is_color;

    #[test]
    fn what_css_reads_as_a_colour_is_one_and_nothing_else() {
        for color in
            ["red", "Transparent", "#fff", "#FFA39Ecc", "rgb(1 2 3 / 0.5)", "rgba(0,0,0,.5)", "hsl(9,9%,9%)"]
        {
            assert!(is_color(color), "{color}");
        }
        for other in ["", "gren", "#ff", "#gggggg", "ffa39e", "rgb(1,2", "url(x)", "red blue"] {
            assert!(!is_color(other), "{other}");
        }
    }
}
